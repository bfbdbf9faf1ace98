"""Whether what was asked for can exist."""
