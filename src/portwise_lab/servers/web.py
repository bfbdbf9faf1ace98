"""A web server for the lab, healthy or not: ``web.py --port N`` and what the options say."""

import argparse
import os
import socket
import struct
import threading

from answers import BACKLOG, Handler, listening, take

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
parser.add_argument("--backlog", type=int, default=BACKLOG, help="as in listen(2)")
parser.add_argument("words", nargs="*", help="that mean nothing to it")
asked = parser.parse_args()


class Web(Handler):
    server = asked.server

    def do_get(self) -> None:
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
        status = asked.status if denied or not asked.only else 200
        fields = {"Location": asked.location, "Set-Cookie": "seen=1" if asked.cookie else ""}
        told = [(name, value) for name, value in fields.items() if value]
        self.say(status, body, *told, missing=100 if asked.cut else 0)


take(listening(asked.host, asked.port, asked.backlog), Web)
