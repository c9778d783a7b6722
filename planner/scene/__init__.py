"""The town as the planner sees it: buildings, walls, streets, areas, points, provenance."""
