"""A forward proxy for the lab: ``proxy.py --port N`` passes requests on, ``--status S`` answers so itself."""

import argparse
import http.server
import urllib.error
import urllib.request

parser = argparse.ArgumentParser()
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--status", type=int, default=0)
asked = parser.parse_args()

direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.answer(*(fetched(self.path) if not asked.status else (asked.status, b"the proxy says no")))

    def do_CONNECT(self) -> None:
        self.answer(asked.status or 501, b"the proxy opens no tunnels")

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Via", "1.1 lab")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def fetched(url: str) -> tuple[int, bytes]:
    try:
        with direct.open(url, timeout=5) as page:
            return page.status, page.read()
    except urllib.error.HTTPError as said:
        return said.code, said.read()
    except OSError as error:
        return 502, str(error).encode()


http.server.ThreadingHTTPServer((asked.host, asked.port), Handler).serve_forever()
