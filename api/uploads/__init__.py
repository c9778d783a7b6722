"""Files that people send: tables of prices, bills, applicants, in as plain values."""
