"""Sight over relief: ground, walls and roofs at their true height."""
