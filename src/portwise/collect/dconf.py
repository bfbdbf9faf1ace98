"""
The proxy of GNOME where no gsettings is there to tell it: the database of the user, and what an administrator settled.

Of the user's database nothing is read but the proxy (`portwise.host.files`).  Files of /etc/dconf/db/NAME.d count once
dconf(1) has been told to update.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from portwise.formats import dconf
from portwise.host.api import Host

PROFILE, SYSTEM, LOCKS = "/etc/dconf/profile/user", "/etc/dconf/db", "locks"
USUAL = {"/system/proxy/mode": "'none'", "/system/proxy/ignore-hosts": "['localhost', '127.0.0.0/8', '::1']"}
SAYS = "/system/proxy/mode"


def databases(host: Host) -> tuple[str, ...]:
    """Of the system, where there is a profile that names some."""
    with suppress(FileNotFoundError):
        return dconf.databases(host.read(PROFILE))
    return ()


def settled(host: Host) -> Iterator[tuple[str, dconf.Values, tuple[str, ...]]]:
    """Each database with its folder, its settings of the proxy and its locks."""
    for name in databases(host):
        folder = f"{SYSTEM}/{name}.d"
        values = dict[str, str]()
        for text in texts(host, folder):
            values |= dconf.keyfile(text)
        locks = tuple(lock for text in texts(host, f"{folder}/{LOCKS}") for lock in dconf.locks(text))
        yield folder, values, locks


def texts(host: Host, folder: str) -> Iterator[str]:
    """Of all files in it."""
    with suppress(FileNotFoundError, NotADirectoryError):
        for name in sorted(set(host.names(folder)) - {LOCKS}):
            with suppress(IsADirectoryError):
                yield host.read(f"{folder}/{name}")


def told(host: Host, own: str) -> tuple[str, str]:
    """As gsettings would list it, and the file that has the mode.  Raises OSError and ValueError."""
    values, found = dict(USUAL), own
    rows = list(settled(host))
    for folder, settings, _ in reversed(rows):
        values |= settings
        found = folder if SAYS in settings else found
    text = ""
    with suppress(FileNotFoundError):
        text = host.read(own)
    if text.startswith("#"):
        raise ValueError(text.strip("# \n"))
    locks = tuple(lock for _, _, each in rows for lock in each)
    mine = {path: value for path, value in dconf.keyfile(text).items() if not dconf.locked(path, locks)}
    return dconf.listed(values | mine), own if SAYS in mine else found
