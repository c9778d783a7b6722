"""What many places see all around, cut to any bearing: for choosing where cameras go."""
