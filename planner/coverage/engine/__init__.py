"""Sight over flat ground: obstacles, frames, shadows; the cells and the polygons of a lens."""
