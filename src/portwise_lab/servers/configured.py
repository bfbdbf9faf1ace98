"""
A web server that reads its port and address from a file of its folder, and nothing else: ``python configured.py FILE``.

PORT and HOST of a .env, as many do, or server.port and server.address of an application.yml, as Spring Boot does.
"""

import http.server
import pathlib
import re
import sys

TEXT = pathlib.Path(sys.argv[1]).read_text()
TOLD = {name.casefold(): value for name, value in re.findall(r"^ *(\w+) *[=:] *(\S+)", TEXT, re.MULTILINE)}
ADDRESS = TOLD.get("host") or TOLD.get("address") or "127.0.0.1"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


http.server.ThreadingHTTPServer((ADDRESS, int(TOLD["port"])), Handler).serve_forever()
