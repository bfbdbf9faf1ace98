"""A web server with the headers of CORS, right or wrong: ``cors.py --port N`` and what the options say."""

import argparse
import http.server
import json

parser = argparse.ArgumentParser()
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--allow", action="append", default=[], help="Access-Control-Allow-Origin, as often as it is given")
parser.add_argument("--credentials", default="")
parser.add_argument("--methods", default="")
parser.add_argument("--headers", default="")
parser.add_argument("--status", type=int, default=200)
parser.add_argument("--preflight", type=int, default=204, help="the status of OPTIONS; 0 hangs up")
parser.add_argument("--only-preflight", action="store_true", help="the headers on OPTIONS alone")
parser.add_argument("--location", help="where a GET is sent on")
parser.add_argument("--browsers", action="store_true", help="the headers for those alone who say what they are")
asked = parser.parse_args()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"hello": "page"}).encode()
        self.send_response(302 if asked.location else asked.status)
        if asked.location:
            self.send_header("Location", asked.location)
        if not asked.only_preflight:
            self.allow()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_OPTIONS(self) -> None:
        if not asked.preflight:
            self.close_connection = True
            return
        self.send_response(asked.preflight)
        self.allow()
        if 300 <= asked.preflight < 400:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def allow(self) -> None:
        if asked.browsers and "Sec-Fetch-Mode" not in self.headers:
            return
        for origin in asked.allow:
            self.send_header("Access-Control-Allow-Origin", origin)
        for name in ("credentials", "methods", "headers"):
            if value := getattr(asked, name):
                self.send_header(f"Access-Control-Allow-{name.capitalize()}", value)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


http.server.ThreadingHTTPServer((asked.host, asked.port), Handler).serve_forever()
