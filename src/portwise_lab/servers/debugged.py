"""
A Node server and the debugger that is attached to it: ``debugged.py HOW --port N --inspector P --ready R``.

HOW is ``paused`` (at a breakpoint), ``attached`` (and the program runs), ``computing`` (an endless loop, watched) or
``waiting`` (nobody is attached, and the program blocks).  R is listened on once all of it is so.
"""

import argparse
import base64
import json
import os
import socket
import subprocess
import time
import urllib.request

SERVER = """
const http = require('http')
globalThis.require = require
const held = new Int32Array(new SharedArrayBuffer(4))
http.createServer((_, response) => response.end('ok')).listen(PORT, '127.0.0.1', () => {
  if (HOW === 'waiting') process.stdin.once('data', () => { LAST; Atomics.wait(held, 0, 0) })
})
"""

LAST = "require('fs').writeSync(1, 'no more\\n')"
parser = argparse.ArgumentParser()
parser.add_argument("how", choices=("paused", "attached", "computing", "waiting"))
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--inspector", type=int, required=True)
parser.add_argument("--ready", type=int, required=True)
asked = parser.parse_args()


def frame(text: bytes) -> bytes:
    """One masked text frame, RFC 6455 section 5.2."""
    size = bytes([0x80 | len(text)]) if len(text) < 126 else bytes([0xFE]) + len(text).to_bytes(2, "big")
    return b"\x81" + size + bytes(4) + text  # a mask of zeros changes nothing


def attached() -> socket.socket:
    """A debugger's connection, past its handshake."""
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{asked.inspector}/json", timeout=5) as page:
                path = json.load(page)[0]["id"]
            break
        except OSError:
            time.sleep(0.01)  # nothing tells when the inspector listens but asking it
    debugger = socket.create_connection(("127.0.0.1", asked.inspector))
    key = base64.b64encode(os.urandom(16)).decode()
    host = f"127.0.0.1:{asked.inspector}"
    debugger.sendall(
        f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    debugger.recv(1 << 16)
    return debugger


def say(debugger: socket.socket, method: str, until: bytes, **params: object) -> None:
    debugger.sendall(frame(json.dumps({"id": 1, "method": method, "params": params}).encode()))
    heard = b""
    while until not in heard:  # the word may come in two pieces
        piece = debugger.recv(1 << 16)
        if not piece:
            raise ConnectionError(f"no {until.decode()}")
        heard += piece


def takes() -> bool:
    try:
        socket.create_connection(("127.0.0.1", asked.port)).close()
    except OSError:
        return False
    return True


words = SERVER.replace("LAST", LAST).replace("PORT", str(asked.port)).replace("HOW", repr(asked.how))
command = ["node", f"--inspect=127.0.0.1:{asked.inspector}", "-e", words]
node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
while not takes():
    time.sleep(0.01)  # likewise
debugger = attached() if asked.how != "waiting" else None
if debugger and asked.how == "paused":
    client = socket.create_connection(("127.0.0.1", asked.port))  # one that is served, and stays
    client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    client.recv(1 << 16)
    say(debugger, "Debugger.enable", b'"id":1')
    say(debugger, "Runtime.evaluate", b"Debugger.paused", expression="debugger")
if debugger and asked.how == "computing":
    endless = {"expression": f"{LAST}; for(;;);"}
    debugger.sendall(frame(json.dumps({"id": 1, "method": "Runtime.evaluate", "params": endless}).encode()))
if node.stdin and asked.how == "waiting":
    node.stdin.write(b"block\n")
    node.stdin.flush()
if node.stdout and asked.how in ("waiting", "computing"):
    node.stdout.readline()  # its last word: from here on its only thread serves nobody
with socket.create_server(("127.0.0.1", asked.ready)):
    node.wait()
