"""
Stands for a server of the Model Context Protocol over streamable HTTP: ``mcp.py --port N``, at /mcp and nowhere else.

A GET that does not ask for events is 406 with an error of JSON-RPC (streamable_http.py of the Python SDK, as in
github.com/PrefectHQ/fastmcp/issues/1664, read on 2026-11-20).
"""

import sys

from answers import serve

WORDS = "Not Acceptable: Client must accept text/event-stream"
REFUSED = f'{{"jsonrpc": "2.0", "id": "server-error", "error": {{"code": -32600, "message": "{WORDS}"}}}}'
serve(int(sys.argv[sys.argv.index("--port") + 1]), {"/mcp": (406, REFUSED)}, (404, "Not Found"))
