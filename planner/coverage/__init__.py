"""What the cameras see: exact 2.5D occlusion, density classes, per camera and per zone."""
