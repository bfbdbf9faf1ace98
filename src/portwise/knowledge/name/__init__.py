"""Whether the name leads to where the server listens."""
