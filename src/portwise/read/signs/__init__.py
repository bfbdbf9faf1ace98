"""What can be recognised in a text: one file per kind, each with ``READERS``."""
