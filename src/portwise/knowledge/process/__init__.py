"""What the process behind the listener does."""
