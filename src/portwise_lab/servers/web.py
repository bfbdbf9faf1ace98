"""A web server for the lab, healthy or not: ``web.py --port N`` and what the options say."""

import argparse
import http.server
import os
import socket
import struct
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
parser.add_argument("--cut", action="store_true", help="announce more of a body than is sent")
parser.add_argument("--reset", action="store_true", help="accept, and close with the request unread")
parser.add_argument("--die", action="store_true", help="accept, read, and end")
parser.add_argument("--location", default="", help="send on to there")
parser.add_argument("--cookie", action="store_true", help="and set a cookie")
parser.add_argument("--only", default="", help="answer only to this name, with port, in the Host header")
parser.add_argument("--denial", default="", help="what any other name is told")
parser.add_argument("--visits", default="", help="a file that gets a line for each request: path, Host, User-Agent")
parser.add_argument("--backlog", type=int, default=http.server.HTTPServer.request_queue_size, help="as in listen(2)")
parser.add_argument("words", nargs="*", help="that mean nothing to it")
asked = parser.parse_args()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if asked.visits:
            with open(asked.visits, "a") as file:
                file.write(f"{self.path} {self.headers['Host']} {self.headers['User-Agent']}\n")
        if asked.hang:
            threading.Event().wait()
        if asked.die:
            os._exit(1)
        if asked.reset:
            with self.connection:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        if asked.close:
            self.close_connection = True
            return
        denied = asked.only and self.headers["Host"] != asked.only
        body = (asked.denial if denied else asked.say).encode()
        self.send_response(asked.status if denied or not asked.only else 200)
        self.send_header("Content-Length", str(len(body) + 100 * asked.cut))
        if asked.location:
            self.send_header("Location", asked.location)
        if asked.cookie:
            self.send_header("Set-Cookie", "seen=1")
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        return str(asked.server)

    def log_message(self, *_: object) -> None:
        sys.stdout.flush()


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = asked.backlog
    address_family = socket.AF_INET6 if ":" in asked.host else socket.AF_INET


Server((asked.host, asked.port), Handler).serve_forever()
