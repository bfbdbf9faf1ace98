"""
A real MariaDB of its own: ``maria.py --ready N --address A`` or ``--ready N --skip-networking``.

It begins with an empty folder and without InnoDB and its tables of grants, which makes it start in a tenth of a second
and still listen and greet as any other.  The port N is listened on once its Unix socket is there, run/mysqld.sock.
"""

import argparse
import os
import pathlib
import socket
import subprocess
import time

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=3306)
parser.add_argument("--ready", type=int, required=True)
parser.add_argument("--address", default="127.0.0.1")
parser.add_argument("--skip-networking", action="store_true")
asked = parser.parse_args()


def listened(path: pathlib.Path) -> bool:
    """A file is there as soon as it is bound; the flag is __SO_ACCEPTCON of linux/net.h, as proc_pid_net(5) has it."""
    rows = map(str.split, pathlib.Path("/proc/self/net/unix").read_text().splitlines())
    return any(row[3] == "00010000" and row[7:] == [str(path)] for row in rows)


home = pathlib.Path.cwd()
run, data = home / "run", home / "data"
for folder in (run, data):
    folder.mkdir()
settings = {
    "datadir": data,
    "tmpdir": data,
    "socket": run / "mysqld.sock",
    "pid-file": data / "pid",
    "log-error": data / "error.log",
    "default-storage-engine": "Aria",
    "default-tmp-storage-engine": "Aria",
    "aria-pagecache-buffer-size": 131072,
    "key-buffer-size": 8192,
    "port": asked.port,
    "bind-address": asked.address,
}
words = [f"--{name}={value}" for name, value in settings.items()]
words += ["--skip-innodb", "--skip-grant-tables", "--user=root" if os.geteuid() == 0 else "--skip-log-bin"]
# --skip-grant-tables switches the network off, which is what it is for; said explicitly, it stays as it is asked for
words += [f"--skip-networking={int(asked.skip_networking)}"]
with subprocess.Popen(("mariadbd", "--no-defaults", *words)) as server:
    while not listened(run / "mysqld.sock") and server.poll() is None:
        time.sleep(0.01)  # that is its only sign, and it comes after the ports
    with socket.create_server(("127.0.0.1", asked.ready)) as ready:
        while server.poll() is None:
            ready.accept()[0].close()
