"""Who pays: which schemes apply, to which base, for how much, and what is left."""
