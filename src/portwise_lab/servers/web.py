"""A web server for the lab, healthy or not: ``web.py --port N`` and what the options say."""

import argparse
import http.server
import socket
import sys
import threading

parser = argparse.ArgumentParser()
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--say", default="hello")
parser.add_argument("--status", type=int, default=200)
parser.add_argument("--server", default="lab")
parser.add_argument("--hang", action="store_true", help="accept, read, and never answer")
parser.add_argument("--close", action="store_true", help="accept, read, and close without a byte")
asked = parser.parse_args()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if asked.hang:
            threading.Event().wait()
        if asked.close:
            self.close_connection = True
            return
        body = asked.say.encode()
        self.send_response(asked.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        return str(asked.server)

    def log_message(self, *_: object) -> None:
        sys.stdout.flush()


class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6 if ":" in asked.host else socket.AF_INET


Server((asked.host, asked.port), Handler).serve_forever()
