"""The way into a container, out of it, and between containers."""
