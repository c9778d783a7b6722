"""What a person asks for: each face (terminal, page) calls the same functions."""
