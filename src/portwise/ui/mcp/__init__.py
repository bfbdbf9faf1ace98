"""The agents' face: the Model Context Protocol (https://modelcontextprotocol.io)."""
