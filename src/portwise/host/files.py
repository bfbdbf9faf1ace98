"""The end of a file that somebody may still be writing, and what a program printed: secrets end here."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable

from portwise.host import redact
from portwise.host.commandlines import CommandLines
from portwise.model.service import Tail

LONGEST_TAIL = 8192  # bytes; a traceback of thirty frames
MOST_LINES = 60


def tail(path: str) -> Tail:
    """
    Line by line through `redact`.  Raises OSError where it is no regular file.

    The file is opened without waiting: a FIFO without a writer would keep us (fifo(7)).
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        start = max(0, status.st_size - LONGEST_TAIL)
        os.lseek(descriptor, start, os.SEEK_SET)
        data = os.read(descriptor, LONGEST_TAIL)
    finally:
        os.close(descriptor)
    lines = data.decode("utf-8", "replace").splitlines()[1 if start else 0 :]  # the first is only the rest of one
    return Tail(round(status.st_mtime, 3), tuple(redact.text(line) for line in lines[-MOST_LINES:]))


XPI, MANIFEST = ".xpi", "manifest.json"  # of Firefox: all that it is, in one archive


def manifest(path: str) -> str:
    """What an extension says of itself; nothing else of it is read.  Raises OSError, EBADMSG for what is no archive."""
    from portwise.formats import packed  # for the few who have one for all

    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        try:
            file.seek(max(0, status.st_size - packed.LONGEST_END))
            at, size = packed.directory(file.read(packed.LONGEST_END), status.st_size)
            file.seek(at)
            part = packed.part(file.read(size), MANIFEST)
            file.seek(part.offset)
            file.seek(part.offset + packed.lead(file.read(packed.LOCAL.size)))
            return packed.unpacked(part, file.read(part.packed)).decode("utf-8", "replace")
        except ValueError as error:
            raise OSError(errno.EBADMSG, str(error)) from None


def keep(path: str, packets: Iterable[tuple[float, bytes]]) -> None:
    """Write a new capture file.  Raises FileExistsError where there is a file, whatever is in it."""
    from portwise.formats import pcap  # few keep any

    with open(path, "xb") as file:
        file.write(pcap.encode(packets))


def running(words: str, lines: Iterable[tuple[int, bytes]] | None = None) -> tuple[int, ...]:
    """A thousand command lines are looked through before one of them is worth being redacted."""
    pattern = re.compile(words.encode())
    known = CommandLines(command_line) if lines is None else lines
    return tuple(pid for pid, line in known if pattern.search(line))


def command_line(pid: str) -> bytes:
    """Nothing where the process has ended, or is a kernel thread."""
    try:
        descriptor = os.open(f"/proc/{pid}/cmdline", os.O_RDONLY)
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return b""
    try:
        return os.read(descriptor, LONGEST_TAIL)
    except ProcessLookupError:
        return b""
    finally:
        os.close(descriptor)


COMMANDS = ("/supervisor", "/apt/history.log", "/pacman.log", "/DiagOutputDir/")  # files that hold command lines
OF_DESKTOP = "/dconf/db/"  # settings that an administrator made for all, dconf(7)
POLICIES = r"/(?:etc|usr/lib)/.*/(?:policies|distribution)/.*\.json"  # of a browser

SETTINGS = "/dconf/user"  # of all programs of a desktop, in one file


def bared(path: str, text: str) -> str:
    """What supervisors and package managers start, without the secrets in it; of a desktop the proxy alone."""
    if path.endswith(SETTINGS):
        from portwise.formats import dconf  # for the few without gsettings

        return dconf.shown(text.encode("utf-8", "surrogateescape"))
    if path.endswith(".json") and re.fullmatch(POLICIES, path):
        from portwise.formats import extensions  # for the few whose browser is managed

        return extensions.bared(text, redact.variable)
    if os.path.basename(path) == "dump.pm2":
        from portwise.formats import pm2  # for the few who have it

        return redact.text(pm2.bare(text))
    return (
        "\n".join(map(redact.text, text.split("\n"))) if any(part in path for part in (*COMMANDS, OF_DESKTOP)) else text
    )


CARRIERS = ("ExecStart", "Environment")  # properties of a unit that hold command lines and variables


def printed(argv: tuple[str, ...], text: str) -> str:
    """Units of systemd carry secrets in two of their properties; rules and routes, which others print, carry none."""
    if argv[0] == "dmesg":
        from portwise.formats import auditlog, kernellog  # for the few who miss a server

        return "\n".join(line for line in text.split("\n") if kernellog.telling(line) or auditlog.telling(line))
    if argv[0] in ("docker", "docker-compose", "podman-compose") and "config" in argv:
        from portwise.formats import composed  # for the few who miss a service

        return composed.bared(text)
    if argv[0] == "launchctl":
        from portwise.formats import launchd  # for the few who miss a server of a Mac

        return launchd.bared(text, redact.command)
    if argv[0] == "journalctl" or argv[-1].endswith("Internet Settings"):  # where a proxy may stand with a password
        return "\n".join(map(redact.text, text.split("\n")))
    if argv[0] != "systemctl":
        return text
    return "\n".join(redact.text(line) if line.startswith(CARRIERS) else line for line in text.split("\n"))
