"""How packets find their way, and where there is none."""
