"""What is told apart from coverage: reach of PTZ cameras, plates, views from above."""
