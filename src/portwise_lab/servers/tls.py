"""A server that speaks TLS with a certificate of the lab: ``tls.py --port N`` and what the options say."""

import argparse
import http.server
import pathlib
import socket
import ssl
import tempfile
import threading

parser = argparse.ArgumentParser()
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--both", action="store_true", help="take plain HTTP on the same port, by the first byte")
parser.add_argument("--empty", action="store_true", help="close inside TLS without a byte")
parser.add_argument("--only-plain", action="store_true", help="no TLS: close without a byte on a ClientHello")
parser.add_argument("--neither", action="store_true", help="close without a byte whatever comes")
parser.add_argument("--certificate", default="lab", help="which of the files beside this one is shown")
parser.add_argument("--chain", default="", help="and which one is sent along")
asked = parser.parse_args()

FOLDER = pathlib.Path(__file__).parent
HANDSHAKE = b"\x16"  # RFC 8446 section 5.1
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
shown = [(FOLDER / f"{name}.crt").read_text() for name in (asked.certificate, asked.chain) if name]
with tempfile.NamedTemporaryFile("w", suffix=".crt") as chain:
    chain.write("".join(shown))
    chain.flush()
    context.load_cert_chain(chain.name, FOLDER / "lab.key")


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if asked.empty:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


server = http.server.HTTPServer((asked.host, 0), Handler, bind_and_activate=False)  # only lends its name to handlers


def serve(taken: socket.socket, peer: object) -> None:
    """One connection, by its first byte."""
    try:
        first = taken.recv(1, socket.MSG_PEEK)
        tls = first == HANDSHAKE
        if asked.neither or not first or (asked.only_plain and tls):
            taken.recv(1 << 16)  # unread bytes would turn the close into a reset
            return
        plain = asked.only_plain or (asked.both and not tls)
        Handler(taken if plain else context.wrap_socket(taken, server_side=True), peer, server)
    except OSError:
        return
    finally:
        taken.close()


with socket.create_server((asked.host, asked.port)) as listener:
    while True:
        threading.Thread(target=serve, args=listener.accept(), daemon=True).start()
