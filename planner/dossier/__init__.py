"""What is said: a document without a format, composed from a Study."""
