"""
Which package of the distribution a program file belongs to, by dpkg's own lists, dpkg(1).

``dpkg -S`` reads all of them, which takes longer than all the rest of an answer.  A package and its programs mostly
begin alike, so only those lists are read that begin as the program does; a file that stands in none of them belongs to
a package that is not named, which is no harm.
"""

from __future__ import annotations

from portwise.host.api import Host

LISTS = "/var/lib/dpkg/info"
SYSTEM = ("/usr/", "/bin/", "/sbin/", "/lib/", "/opt/")  # where packages put programs
ALIKE = 4  # letters
MOST = 40  # lists


def package(host: Host, exe: str) -> str:
    """The name of the package, "" where none is known to have the file."""
    path = exe.removesuffix(" (deleted)")
    if not path.startswith(SYSTEM) or path.startswith("/usr/local/"):
        return ""
    try:
        return next((name for name in likely(host, path) if holds(host, name, path)), "").partition(":")[0]
    except OSError:  # another distribution, or not for us
        return ""


def likely(host: Host, path: str) -> list[str]:
    """Those whose names have the longest beginning in common with the program or its folder, the likeliest first."""
    words = [word for word in path.split("/")[2:] if len(word) >= ALIKE]
    lists = (name.removesuffix(".list") for name in host.names(LISTS) if name.endswith(".list"))
    ranked = [(max((common(name, word) for word in words), default=0), name) for name in lists]
    return [name for rank, name in sorted(ranked, key=lambda row: (-row[0], len(row[1]))) if rank >= ALIKE][:MOST]


def common(one: str, other: str) -> int:
    """How many letters they begin alike with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def holds(host: Host, name: str, path: str) -> bool:
    """Paths of a list are as the package has them: /bin and /usr/bin are one folder since usrmerge."""
    text = f"\n{host.read(f'{LISTS}/{name}.list')}\n"
    return any(f"\n{spelled}\n" in text for spelled in {path, path.removeprefix("/usr")})
