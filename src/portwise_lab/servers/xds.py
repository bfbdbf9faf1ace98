"""
A control plane: ``xds.py --port N --folder PLACE`` answers Envoy's POST /v3/discovery:KIND with the file KIND.json.

REST is one of the ways of api/v3 config_source.proto (api_type: REST); the answer is a DiscoveryResponse.
"""

import argparse
import http.server
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--folder", type=Path, default=Path())
asked = parser.parse_args()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = (asked.folder / f"{self.path.rpartition(':')[2]}.json").read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


http.server.ThreadingHTTPServer(("127.0.0.1", asked.port), Handler).serve_forever()
