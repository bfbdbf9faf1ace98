"""A web server that reads server.port and server.address from the application.yml of its folder, like Spring Boot."""

import http.server
import pathlib
import re

TEXT = pathlib.Path("application.yml").read_text()
TOLD = dict(re.findall(r"^ *(\w+): *(\S+)", TEXT, re.MULTILINE))


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


http.server.ThreadingHTTPServer((TOLD["address"], int(TOLD["port"])), Handler).serve_forever()
