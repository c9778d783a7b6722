"""What is kept between requests: SQLite in WAL mode by default, another base by its address."""
