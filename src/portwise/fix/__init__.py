"""Repair: what may be done, in which order, and who is never touched."""
