"""
The program behind a tunnel, which takes what it is given and says nothing: ``vpn.py --port N tun0``.

The interface is there already; the port is listened on when the program holds it.
"""

import argparse
import fcntl
import os
import socket
import struct

TUNSETIFF = 0x400454CA  # linux/if_tun.h
IFF_TUN, IFF_NO_PI = 1, 0x1000

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("interface")
asked = parser.parse_args()
tunnel = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tunnel, TUNSETIFF, struct.pack("16sH22x", asked.interface.encode(), IFF_TUN | IFF_NO_PI))
with socket.create_server(("127.0.0.1", asked.port)):
    while True:
        os.read(tunnel, 1 << 16)
