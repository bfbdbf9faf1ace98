"""
Stands for a server of the Model Context Protocol over streamable HTTP: ``mcp.py --port N``, at /mcp and nowhere else.

A GET that does not ask for events is 406 with an error of JSON-RPC (streamable_http.py of the Python SDK, as in
github.com/PrefectHQ/fastmcp/issues/1664).  With --guarded every request is 421, as one in the name of another host is
(transport_security.py of that SDK).  All read on 2026-11-20.
"""

import sys

from answers import serve

WORDS = "Not Acceptable: Client must accept text/event-stream"
REFUSED = f'{{"jsonrpc": "2.0", "id": "server-error", "error": {{"code": -32600, "message": "{WORDS}"}}}}'
pages = {} if "--guarded" in sys.argv else {"/mcp": (406, REFUSED)}
other = (421, "Invalid Host header") if "--guarded" in sys.argv else (404, "Not Found")
serve(int(sys.argv[sys.argv.index("--port") + 1]), pages, other)
