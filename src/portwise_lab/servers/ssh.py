"""
A real sshd and a real ssh that forwards: ``ssh.py --ready N -L 127.0.0.1:8000:127.0.0.1:3000``.

Keys and configuration are made here and used alone; nothing of the machine's own is read.  Once the tunnel stands (the
port N is listened on then), what sshd says comes late at first, as from another machine, so that the first client has
sent its request when it is turned away, and meets a reset.
"""

import argparse
import contextlib
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import threading
import time

LATE = 0.6  # seconds in which a client has sent its request, on a busy machine, too
TIMES = 3  # an announcement of keys, and what becomes of the first connection
SSHD, RELAY = 2222, 2223

parser = argparse.ArgumentParser()
parser.add_argument("--ready", type=int, required=True)
parser.add_argument("--forbid", action="store_true", help="AllowTcpForwarding no")
asked, way = parser.parse_known_args()

home = pathlib.Path.cwd()
user = pwd.getpwuid(os.geteuid()).pw_name
for name in ("host", "key"):
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / name), check=True)
shutil.copy(home / "key.pub", home / "authorized")
(home / "sshd_config").write_text(
    f"""
ListenAddress 127.0.0.1:{SSHD}
HostKey {home}/host
AuthorizedKeysFile {home}/authorized
AllowTcpForwarding {"no" if asked.forbid else "yes"}
PidFile none
PasswordAuthentication no
PermitRootLogin yes
StrictModes no
UsePAM no
"""
)
options = {
    "BatchMode": "yes",
    "IdentitiesOnly": "yes",
    "StrictHostKeyChecking": "no",
    "UserKnownHostsFile": "/dev/null",
    "GlobalKnownHostsFile": "/dev/null",
    "ExitOnForwardFailure": "yes",
}
stands = threading.Event()


def there(port: int) -> socket.socket:
    while True:
        with contextlib.suppress(ConnectionRefusedError):
            return socket.create_connection(("127.0.0.1", port))
        time.sleep(0.01)


def carry(source: socket.socket, sink: socket.socket, late: int) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            if stands.is_set() and late:
                time.sleep(LATE)
                late -= 1
            sink.sendall(data)
    sink.close()


def relay(listener: socket.socket) -> None:
    while True:
        near, far = listener.accept()[0], there(SSHD)
        threading.Thread(target=carry, args=(near, far, 0), daemon=True).start()
        threading.Thread(target=carry, args=(far, near, TIMES), daemon=True).start()


sshd = subprocess.Popen(("/usr/sbin/sshd", "-D", "-e", "-f", home / "sshd_config"))
there(SSHD).close()
threading.Thread(target=relay, args=(socket.create_server(("127.0.0.1", RELAY)),), daemon=True).start()
words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
argv = ("ssh", "-F", "none", "-i", str(home / "key"), *words, "-p", str(RELAY), "-N", *way, f"{user}@127.0.0.1")
port = next(int(word.split(":")[-3 if word.count(":") > 1 else -1]) for word in reversed(way) if word[-1].isdigit())
with subprocess.Popen(argv) as ssh:
    there(port).close()
    stands.set()
    with socket.create_server(("127.0.0.1", asked.ready)) as ready:
        while ssh.poll() is None:
            ready.accept()[0].close()
