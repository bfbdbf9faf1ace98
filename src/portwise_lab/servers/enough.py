"""The words of a server that has clients enough: ``enough.py --as WHAT --port N``."""

import argparse
import socket

# MySQL "ERR_Packet": length, sequence, 0xff, 1040, then the text; before the handshake it has no SQL state
TEXT = b"Too many connections"
WORDS = {
    "mysql": (len(TEXT) + 3).to_bytes(3, "little") + b"\x00\xff\x10\x04" + TEXT,
    "ssh": b"Exceeded MaxStartups\r\n",
    "denied": b"Not allowed at this time\r\n",  # sshd for an address that failed too often, PerSourcePenalties
}

parser = argparse.ArgumentParser()
parser.add_argument("--as", dest="what", choices=tuple(WORDS), required=True)
parser.add_argument("--port", type=int, required=True)
asked = parser.parse_args()
with socket.create_server(("127.0.0.1", asked.port)) as listener:
    while True:
        client, _ = listener.accept()
        with client:
            client.sendall(WORDS[asked.what])
