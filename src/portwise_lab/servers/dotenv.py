"""A web server that reads PORT and HOST from the .env of its folder, as many do, and nothing else."""

import http.server
import pathlib
import re

TEXT = pathlib.Path(".env").read_text()
TOLD = dict(re.findall(r"^(\w+)=(\S+)", TEXT, re.MULTILINE))


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


http.server.ThreadingHTTPServer((TOLD.get("HOST", "127.0.0.1"), int(TOLD["PORT"])), Handler).serve_forever()
