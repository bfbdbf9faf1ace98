"""
An sshd in whichever network namespace it is started, and an ssh that knows it as "far": ``sshd.py ADDRESS``.

Ends when it listens.  Keys and configuration are made here and used alone; nothing of the machine's own is read.
There are two keys, for ssh takes none that others may read, and root asks as well as nobody.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time

NOBODY = 65534
PORT = 2222

home = pathlib.Path("/mnt/home/ssh")
home.mkdir(exist_ok=True)
home.chmod(0o755)
for name in ("host", "key.0", f"key.{NOBODY}"):
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / name), check=True)
shutil.chown(home / f"key.{NOBODY}", NOBODY)
(home / "authorized").write_text("".join(key.read_text() for key in home.glob("key.*.pub")))
(home / "sshd_config").write_text(
    f"""
ListenAddress {sys.argv[1]}:{PORT}
HostKey {home}/host
AuthorizedKeysFile {home}/authorized
PidFile {home}/pid
PasswordAuthentication no
PermitRootLogin yes
StrictModes no
UsePAM no
PrintMotd no
"""
)
kind, key, *_ = (home / "host.pub").read_text().split()
(home / "known").write_text(f"[{sys.argv[1]}]:{PORT} {kind} {key}\n")
(home / "config").write_text(
    f"""
Host far
    HostName {sys.argv[1]}
    Port {PORT}
    User root
    IdentityFile {home}/key.%i
    IdentitiesOnly yes
    UserKnownHostsFile {home}/known
    GlobalKnownHostsFile /dev/null
"""
)
(home / "bin").mkdir(exist_ok=True)
(home / "bin/ssh").write_text(f'#!/bin/sh\nexec /usr/bin/ssh -F {home}/config "$@"\n')
(home / "bin/ssh").chmod(0o755)
rc = pathlib.Path("~root/.bashrc").expanduser()  # which bash reads where sshd started it, and which may take its time
if rc.exists():
    subprocess.run(("mount", "--bind", os.devnull, rc), check=True)
with open(os.devnull, "r+b") as nothing:
    argv = ("/usr/sbin/sshd", "-f", home / "sshd_config", "-E", home / "log")
    subprocess.run(argv, check=True, stdin=nothing, stdout=nothing, stderr=nothing)
while not (home / "pid").exists():  # written when it listens
    time.sleep(0.01)
