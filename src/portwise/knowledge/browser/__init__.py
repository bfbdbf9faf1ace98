"""Browsers: what they do, or do not do, where every other client gets through."""
