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


def listened(path: pathlib.Path) -> bool:
    """A file is there as soon as it is bound; the flag is __SO_ACCEPTCON of linux/net.h, as proc_pid_net(5) has it."""
    rows = map(str.split, pathlib.Path("/proc/self/net/unix").read_text().splitlines())
    return any(row[3] == "00010000" and row[7:] == [str(path)] for row in rows)


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
    while not listened(home / f".s.PGSQL.{asked.port}") and server.poll() is None:
        time.sleep(0.01)  # that is its only sign, and it comes after the ports
    with socket.create_server(("127.0.0.1", asked.ready)) as ready:
        while server.poll() is None:
            ready.accept()[0].close()
