"""What is missed and what is seen twice: overlap, dead zones, blind spots."""
