"""Migrations of the store, applied when it opens."""
