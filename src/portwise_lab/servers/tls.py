"""A server that speaks TLS with a certificate of the lab: ``tls.py --port N`` and what the options say."""

import argparse
import os
import pathlib
import socket
import ssl
import threading
import warnings

from answers import Handler, listening

parser = argparse.ArgumentParser()
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--both", action="store_true", help="take plain HTTP on the same port, by the first byte")
parser.add_argument("--empty", action="store_true", help="close inside TLS without a byte")
parser.add_argument("--only-plain", action="store_true", help="no TLS: close without a byte on a ClientHello")
parser.add_argument("--neither", action="store_true", help="close without a byte whatever comes")
parser.add_argument("--certificate", default="lab", help="which of the files beside this one is shown")
parser.add_argument("--chain", default="", help="and which one is sent along")
parser.add_argument("--client-certificate", action="store_true", help="take only clients that show one")
parser.add_argument("--oldest", default="", help="TLSv1, …; the least when not given")
parser.add_argument("--newest", default="", help="TLSv1, …; the most when not given")
parser.add_argument("--ciphers", default="", help='of TLS 1.2 and before; "none" for no certificate at all')
parser.add_argument("--site", default="", help="the only name that is served")
parser.add_argument("--otherwise", default="alert", choices=("alert", "failure", "close"), help="for any other name")
asked = parser.parse_args()

FOLDER = pathlib.Path(__file__).parent
HANDSHAKE = b"\x16"  # RFC 8446 section 5.1
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
shown = [(FOLDER / f"{name}.crt").read_text() for name in (asked.certificate, asked.chain) if name]
if asked.ciphers != "none":
    chain = os.memfd_create("chain")
    os.write(chain, "".join(shown).encode())
    context.load_cert_chain(f"/proc/self/fd/{chain}", FOLDER / "lab.key")
    os.close(chain)
if asked.ciphers not in ("", "none"):
    context.set_ciphers(asked.ciphers)
if asked.oldest or asked.newest:
    warnings.simplefilter("ignore", DeprecationWarning)  # the old ones are what it is about
    context.minimum_version = ssl.TLSVersion[asked.oldest] if asked.oldest else ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion[asked.newest] if asked.newest else ssl.TLSVersion.MAXIMUM_SUPPORTED
if asked.client_certificate:
    context.load_verify_locations(FOLDER / "ca.crt")
    context.verify_mode = ssl.CERT_REQUIRED
ALERTS = {"alert": ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME, "failure": ssl.ALERT_DESCRIPTION_HANDSHAKE_FAILURE}


def choose(taken: ssl.SSLObject, name: "str | None", _: ssl.SSLContext) -> "int | None":
    """The site by its name (RFC 6066 section 3)."""
    if name == asked.site:
        return None
    if asked.otherwise == "close":
        taken.shutdown(socket.SHUT_RDWR)  # type: ignore[attr-defined]  # for it is an SSLSocket
    return ALERTS.get(asked.otherwise, ssl.ALERT_DESCRIPTION_INTERNAL_ERROR)


if asked.site:
    context.sni_callback = choose


class Web(Handler):
    def do_get(self) -> None:
        if asked.empty:
            self.close_connection = True
            return
        self.say(200, b"hello")


def greeted(taken: socket.socket) -> ssl.SSLSocket:
    """The handshake; what a client without a certificate has sent is read, lest a reset overtake the alert."""
    inside = context.wrap_socket(taken, server_side=True, do_handshake_on_connect=False)
    try:
        inside.do_handshake()
    except OSError:
        if not asked.client_certificate:
            raise
        with socket.socket(fileno=inside.detach()) as rest:
            rest.settimeout(10)  # what is still to come would turn our word into a reset
            rest.shutdown(socket.SHUT_WR)
            while rest.recv(1 << 16):
                pass
        raise
    return inside


def serve(taken: socket.socket) -> None:
    """One connection, by its first byte."""
    try:
        first = taken.recv(1, socket.MSG_PEEK)
        tls = first == HANDSHAKE
        if asked.neither or not first or (asked.only_plain and tls):
            taken.recv(1 << 16)  # unread bytes would turn the close into a reset
            return
        plain = asked.only_plain or (asked.both and not tls)
        Web(taken if plain else greeted(taken))
    except OSError:
        return
    finally:
        taken.close()


listener = listening(asked.host, asked.port, 128)
while True:
    threading.Thread(target=serve, args=listener.accept()[:1], daemon=True).start()
