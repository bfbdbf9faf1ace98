"""Servers for others: databases, models, tunnels."""
