"""What speaks for or against a cause: one file per layer, each with ``LEADS``."""
