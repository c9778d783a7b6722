"""What it costs: quantities by written rules, prices with their sources, a range."""
