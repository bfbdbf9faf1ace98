"""Proxies: what a client asks instead of the server."""
