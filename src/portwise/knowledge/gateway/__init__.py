"""Gateways: a server in front that answers for one behind it."""
