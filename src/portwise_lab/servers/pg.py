"""
A real PostgreSQL of its own: ``pg.py --port 5432 --ready N --addresses localhost``.

It makes a cluster below {home}, without syncing it to a disk, and never runs as root, which postgres refuses.  The
port N is listened on once the Unix socket is there.
"""

import argparse
import glob
import os
import pathlib
import socket
import subprocess
import time

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=5432)
parser.add_argument("--ready", type=int, required=True)
parser.add_argument("--addresses", default="localhost")
asked = parser.parse_args()

NOBODY = 65534
(programs,) = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1:]
home = pathlib.Path.cwd()
data = home / "cluster"
if os.geteuid() == 0:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
os.umask(0o077)
os.environ["LC_ALL"] = "C"
making = (f"{programs}/initdb", "-D", data, "--no-sync", "-A", "trust", "-U", "app", "--no-instructions")
subprocess.run(making, check=True, stdout=subprocess.DEVNULL)
settings = (f"listen_addresses={asked.addresses}", f"unix_socket_directories={home}", "fsync=off", "max_connections=5")
options = [word for setting in settings for word in ("-c", setting)]
with subprocess.Popen((f"{programs}/postgres", "-D", data, "-p", str(asked.port), *options)) as server:
    while not (home / f".s.PGSQL.{asked.port}").exists() and server.poll() is None:
        time.sleep(0.01)  # the socket file is its only sign
    with socket.create_server(("127.0.0.1", asked.ready)) as ready:
        while server.poll() is None:
            ready.accept()[0].close()
