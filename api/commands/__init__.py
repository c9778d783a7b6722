"""What each word of the command line does; loaded only when asked for, so each starts fast."""
