"""What things are, what they cost and who pays for them, on a given date, each with its source."""
