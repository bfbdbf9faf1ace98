"""
A web server at a Unix socket, healthy or not: ``unixweb.py PATH --port N`` and what the options say.

The TCP port is listened on once the socket is as it should be, and serves nobody.
"""

import argparse
import os
import socket
import threading

from answers import BACKLOG, Handler, take

parser = argparse.ArgumentParser()
parser.add_argument("path")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--mode", type=lambda digits: int(digits, 8), default=0o777)
parser.add_argument("--folder-mode", type=lambda digits: int(digits, 8), default=0o777)
parser.add_argument("--status", type=int, default=200)
parser.add_argument("--close", action="store_true", help="accept, read, and close without a byte")
parser.add_argument("--hang", action="store_true", help="accept, read, and never answer")
parser.add_argument("--gone", action="store_true", help="end, and leave the file behind")
parser.add_argument("--full", action="store_true", help="never accept, with a queue that has no place left")
asked = parser.parse_args()


class Web(Handler):
    def do_get(self) -> None:
        if asked.hang:
            threading.Event().wait()
        if asked.close:
            self.close_connection = True
            return
        self.say(asked.status, b"hello")


def filled(path: str) -> list[socket.socket]:
    """Clients that wait, so many that the next one is turned away (net/unix/af_unix.c, unix_recvq_full())."""
    waiting = []
    try:
        while True:
            client = socket.socket(socket.AF_UNIX)
            client.setblocking(False)
            waiting.append(client)
            client.connect(path)
    except BlockingIOError:
        return waiting


os.umask(0)
folder = os.path.dirname(asked.path)
os.makedirs(folder, exist_ok=True)
server = socket.socket(socket.AF_UNIX)
server.bind(asked.path)
server.listen(BACKLOG)
os.chmod(asked.path, asked.mode)
if asked.folder_mode != 0o777:
    os.chmod(folder, asked.folder_mode)
if asked.gone:
    server.close()
held = filled(asked.path) if asked.full else []
if not asked.gone and not asked.full:
    threading.Thread(target=take, args=(server, Web)).start()
with socket.create_server(("127.0.0.1", asked.port)) as ready:
    while True:
        ready.accept()[0].close()
