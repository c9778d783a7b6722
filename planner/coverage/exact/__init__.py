"""Exact regions: a ray turned around the lens, pieces between two bearings and two borders."""
