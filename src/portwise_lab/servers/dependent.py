"""
A web server that needs another one: ``dependent.py --port N``, and where that other one is.

It connects there for each request, without a timeout, and answers 500 where that fails.
"""

import argparse
import os
import socket
from urllib.parse import urlsplit

from answers import Handler, listening, take

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--variable", default="DATABASE_URL", help="of the environment: a URL")
parser.add_argument("--on", default="", help="host:port, instead of a variable")
parser.add_argument("--careless", action="store_true", help="answer 200 all the same")
parser.add_argument("--status", type=int, default=200, help="where all is well")
asked = parser.parse_args()

url = urlsplit(f"tcp://{asked.on}" if asked.on else os.environ[asked.variable])


def is_there() -> bool:
    """Another server of the web is also asked how it is."""
    try:
        if url.scheme == "http":
            import http.client  # dear, and few need it

            web = http.client.HTTPConnection(url.hostname or "", url.port)
            web.request("GET", "/")
            return web.getresponse().status < 500
        socket.create_connection((url.hostname, url.port)).close()
    except OSError:
        return False
    return True


class Web(Handler):
    def do_get(self) -> None:
        fine = is_there() or asked.careless
        self.say(asked.status if fine else 500, b"hello")


take(listening("127.0.0.1", asked.port), Web)
