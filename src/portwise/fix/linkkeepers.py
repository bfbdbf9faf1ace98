"""
Who sets a network interface up, and the command by which it has what ip(8) added.  Pure: words in and out.

NetworkManager names the connection of an interface it runs, nmcli(1); systemd-networkd the file that it goes by,
networkctl(1), and a drop-in of that (systemd.network(5)) holds for one that netplan wrote, too.  Neither names anything
of an interface that it leaves alone: then there is no command.
"""

from __future__ import annotations

import re
import shlex

from portwise.fix.steps.kind import Argv

NETWORK_FILE = re.compile(r"^\s*Network File: /\S*/([\w.@:-]+\.network)\s*$", re.MULTILINE)
FOLDER = "/etc/systemd/network"


def asks(link: str) -> tuple[Argv, ...]:
    """Who runs it, one after the other."""
    return (
        ("nmcli", "-e", "no", "-g", "GENERAL.CONNECTION", "device", "show", link),
        ("networkctl", "--no-pager", "status", link),
    )


def modified(said: str, *change: str) -> Argv:
    """By NetworkManager: the first line is the name of a connection, "" or -- where it has none."""
    name = said.strip().partition("\n")[0]
    return ("nmcli", "connection", "modify", name, *change) if name not in ("", "--") else ()


def dropped_in(said: str, section: str, **settings: str) -> Argv:
    """By systemd-networkd, behind what it has by now."""
    found = NETWORK_FILE.search(said)
    if found is None:
        return ()
    folder = f"{FOLDER}/{found[1]}.d"
    lines = [f"[{section}]", *(f"{name}={value}" for name, value in settings.items())]
    words = " ".join(map(shlex.quote, lines))
    return "sh", "-c", f"mkdir -p {folder} && printf '%s\\n' {words} >> {folder}/portwise.conf"
