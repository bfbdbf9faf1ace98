"""For the small servers that stand for large ones: pages by their paths, 404 for every other."""

import http.server
from collections.abc import Mapping

Page = tuple[int, str]
LOST: Page = (404, '{"detail": "Not Found"}')


def serve(port: int, pages: Mapping[str, Page], other: Page = LOST, host: str = "127.0.0.1") -> None:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, text = pages.get(self.path, other)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    http.server.ThreadingHTTPServer((host, port), Handler).serve_forever()
