"""Why: what each camera sees of a point, or what hides it; what a zone misses."""
