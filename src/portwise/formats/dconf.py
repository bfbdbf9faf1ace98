"""
Settings of dconf as text: files of /etc/dconf/db/NAME.d, their locks, and the profile that says which of them count.

dconf(7): a profile has a line for each database, ``user-db:user`` and ``system-db:local``, of which the first that has
a value wins, unless a later one locks it (``/system/proxy/mode`` in /etc/dconf/db/local.d/locks/*).
"""

from __future__ import annotations

from portwise.formats import gvdb

PROXY = "/system/proxy/"
PRIVATE = "authentication-"  # the name and the password for the proxy, which nobody needs
SYSTEM = "system-db:"
Values = dict[str, str]  # by their paths, as gsettings(1) writes them


def databases(profile: str) -> tuple[str, ...]:
    """Of the system, in order."""
    lines = (line.partition("#")[0].strip() for line in profile.splitlines())
    return tuple(line.removeprefix(SYSTEM) for line in lines if line.startswith(SYSTEM))


def keyfile(text: str) -> Values:
    """``[system/proxy]`` and ``mode='manual'``; what is about the proxy alone, and nothing of it that is secret."""
    section, found = "", {}
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip("/")
        elif "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found[f"/{section}/{key.strip()}"] = value.strip()
    return {path: value for path, value in found.items() if path.startswith(PROXY) and f"/{PRIVATE}" not in path}


def locks(text: str) -> tuple[str, ...]:
    """A path that ends with a slash stands for all below it."""
    return tuple(line for line in map(str.strip, text.splitlines()) if line.startswith("/"))


def locked(path: str, locks: tuple[str, ...]) -> bool:
    return any(path == lock or (lock.endswith("/") and path.startswith(lock)) for lock in locks)


def shown(data: bytes) -> str:
    """Of a whole database the settings of the proxy, as a file has them; nothing of what is secret, or of the rest."""
    try:
        found = gvdb.settings(data, PROXY)
    except ValueError as error:
        return f"# {error}\n"
    rows = (path.rpartition("/") for path in sorted(found))
    told = ((folder, key, found[f"{folder}/{key}"]) for folder, _, key in rows if not key.startswith(PRIVATE))
    return "".join(f"[{folder.strip('/')}]\n{key}={value}\n" for folder, key, value in told)


def listed(values: Values) -> str:
    """In the form in which gsettings(1) lists them: only one has to be understood."""
    rows = ((path.removeprefix("/").rpartition("/"), value) for path, value in values.items())
    return "".join(f"org.gnome.{folder.replace('/', '.')} {key} {value}\n" for (folder, _, key), value in rows)
