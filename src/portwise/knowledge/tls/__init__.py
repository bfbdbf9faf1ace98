"""TLS: the handshake, and who did not expect one."""
