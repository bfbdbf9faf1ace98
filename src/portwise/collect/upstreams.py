"""
Where the configuration of a gateway sends requests, and whether somebody takes them there.

nginx: the command line of its master names the file (-c, else the one it was built
with) and the folder that relative names start from (-p); an include stands for the
text of the files it matches (src/core/ngx_conf_file.c, ngx_conf_include()).  For the
others see `gatewayfiles`, `routerfiles` and `caddyfiles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from posixpath import basename, join
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, Questions, each
from portwise.collect.pidfiles import again
from portwise.formats import procstat
from portwise.formats.commandline import program
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence, Unknown, Unreadable
from portwise.model.facts import CAPS, OWN_WORD, UNREAD, UPSTREAMS
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.settings import Cap, Rewritten, Upstream

if TYPE_CHECKING:
    from portwise.collect.nginxfiles import Configuration

MASTER = "nginx: master process "  # src/os/unix/ngx_process_cycle.c
TITLES = ("nginx: worker process", "nginx: cache")
SCRIPTS = {"vite": "vite.config.", "webpack-dev-server": "webpack.config.", "vue-cli": "vue.config."}
PREFIX = "/usr/share/nginx"  # nginx -V, as Debian, Fedora and nginx.org build it
BUILT_IN = ("/etc/nginx/nginx.conf", "/usr/local/nginx/conf/nginx.conf", "/usr/local/etc/nginx/nginx.conf")
OTHERS = ("haproxy", "apache")
ROUTERS = ("envoy", "traefik", "caddy")
SPEAKING, MOVING, CADDY = ("envoy", "traefik"), "envoy", "caddy"
READ = "the configuration of the gateway or of the development server; nginx -T, for one"
AS_ROOT = "sudo portwise why TARGET"
RELOAD = (
    "let it read its configuration again: nginx -s reload, caddy reload, systemctl reload haproxy or apache2; start "
    "Envoy or Traefik anew"
)


class Told(NamedTuple):
    """What the files of a gateway say, and which of them it reads once alone."""

    rows: tuple[Upstream, ...]
    once: Sequence[str] = ()
    speaks: bool = False  # it may be asked what it goes by
    by_move: bool = False  # all of them but the first it takes anew where another is moved into their place
    rereads: bool = False  # it may have read all of them again, or been told otherwise, which it alone knows


def told(host: Host, seen: Evidence, process: Process) -> Told:
    """Raises ValueError for a gateway whose configuration portwise cannot read."""
    argv = host.command(process.pid)
    name = program(argv)
    if name in SCRIPTS:
        return Told(_of_script(host, process.pid, name))
    if name in OTHERS:
        from portwise.collect.gatewayfiles import READERS, Files  # grammars that only gateways need

        files = Files(host, process.pid)
        return Told(READERS[name](files, argv), files.paths)
    if name in ROUTERS:
        from portwise.collect import caddyfiles, gatewayfiles, routerfiles

        files = gatewayfiles.Files(host, process.pid)
        read = routerfiles.READERS.get(name, caddyfiles.caddy)
        rows = read(files, argv, lambda: seen[OWN_WORD.of(process)])
        rereads = is_told_otherwise(host, process)
        return Told(rows, files.paths, rereads or name in SPEAKING, name == MOVING, rereads)
    configuration, main = configured(host, process)
    return Told(configuration.upstreams(main), configuration.paths)


def upstreams(host: Host, seen: Evidence, process: Process) -> tuple[Upstream, ...]:
    """Raises NotReadAgain where it may go by what its files said before."""
    from portwise.collect.rewritten import NotReadAgain, late

    if is_told_otherwise(host, process):
        with suppress(Unreadable):
            return seen[OWN_WORD.of(process)]
    said = told(host, seen, process)
    path = late(host, seen, process, said.once)
    if not path:
        return said.rows
    if said.speaks:
        with suppress(Unreadable):
            return seen[OWN_WORD.of(process)]
    raise NotReadAgain(f"{path} was written after {process.name} had read it")


def is_told_otherwise(host: Host, process: Process) -> bool:
    """Caddy is to be asked before its files are: whoever has its interface may have replaced all of them."""
    argv = host.command(process.pid)
    if program(argv) != CADDY:
        return False
    from portwise.collect import caddyfiles, gatewayfiles

    return caddyfiles.is_told(gatewayfiles.Files(host, process.pid), argv)


def unread(host: Host, seen: Evidence, process: Process) -> Rewritten | None:
    """Where a gateway can be asked, a file that says what runs is not behind.  Raises ValueError where that decides."""
    from portwise.collect.rewritten import late

    said = told(host, seen, process)
    path = late(host, seen, process, said.once)
    if not path:
        return None
    moves = said.by_move and path != said.once[0]
    if said.speaks:
        try:
            if places(seen[OWN_WORD.of(process)]) == places(said.rows):
                return None
        except Unreadable:
            if moves or said.rereads:
                raise ValueError(f"{process.name} alone knows whether it has taken {path}") from None
    return Rewritten(path, said.rows, moves, said.once[0])


def places(rows: tuple[Upstream, ...]) -> set[tuple[str, int, str, str, tuple[int, ...]]]:
    """Without where it was written."""
    return {(row.host, row.port, row.unix_path, row.location, row.listens) for row in rows}


def reading(host: Host, seen: Evidence, asked: Questions) -> Iterable[Answer]:
    from portwise.collect.rewritten import NotReadAgain

    read = each(upstreams, READ, f"sudo {again(seen)}")
    for question in asked:
        try:
            yield from read(host, seen, (question,))
        except NotReadAgain as since:
            yield Answer(question, Unknown(str(since), RELOAD), READ)


def caps(host: Host, _: Evidence, process: Process) -> tuple[Cap, ...]:
    configuration, main = configured(host, process)
    return configuration.caps(main)


def configured(host: Host, process: Process) -> tuple[Configuration, str]:
    """The configuration of the nginx that a process belongs to, and its main file."""
    from portwise.collect.nginxfiles import Configuration  # a grammar that only gateways need

    pid, argv = _master(host, process.pid)
    root = "" if host.link(f"/proc/{pid}/ns/mnt") == host.link("/proc/self/ns/mnt") else f"/proc/{pid}/root"
    return Configuration(host, root), _main_file(host, pid, argv, root)


def _of_script(host: Host, pid: int, name: str) -> tuple[Upstream, ...]:
    """The configuration of a development server lies in the folder that it works in."""
    from portwise.formats import scriptproxy  # patterns that only such a server needs

    folder = host.link(f"/proc/{pid}/cwd")
    files = [join(folder, file) for file in host.names(folder) if file.startswith(SCRIPTS[name])]
    found = ((file, row) for file in files for row in scriptproxy.proxies(host.read(file)))
    return tuple(Upstream(row.host, row.port, "", row.scheme, row.location, (), file, row.line) for file, row in found)


def _master(host: Host, pid: int) -> tuple[int, list[str]]:
    """The process that was given options, and its words; a worker's are its parent's."""
    title = " ".join(host.command(pid))
    if title.startswith(TITLES):
        pid = procstat.stat(host.read(f"/proc/{pid}/stat")).ppid
        title = " ".join(host.command(pid))
    words = title.removeprefix(MASTER).split()
    if not words or basename(words[0]) != "nginx":
        raise ValueError(f"portwise reads the configuration of nginx and some others, and this is {title[:40]!r}")
    return pid, words


def _main_file(host: Host, pid: int, argv: list[str], root: str) -> str:
    prefix = join(host.link(f"/proc/{pid}/cwd"), _option(argv, "-p") or PREFIX)
    if named := _option(argv, "-c"):
        return join(prefix, named)
    return next((path for path in BUILT_IN if _is_there(host, root + path)), BUILT_IN[0])


def _option(argv: list[str], letter: str) -> str:
    """``-c file`` and ``-cfile`` mean the same (ngx_get_options())."""
    for word, following in zip(argv, [*argv[1:], ""], strict=True):
        if word.startswith(letter):
            return word[2:] or following
    return ""


def _is_there(host: Host, path: str) -> bool:
    try:
        host.read(path)
    except FileNotFoundError:
        return False
    return True


CONFIGURED = Collector(
    UPSTREAMS,
    Cost.SLOW,
    READ,
    AS_ROOT,
    reading,
    privilege="reads configurations that only root may read",
)
UNREADING = Collector(
    UNREAD,
    Cost.SLOW,
    f"{READ}, and when it was written",
    AS_ROOT,
    each(unread, READ, AS_ROOT),
    privilege="reads configurations that only root may read",
)
CAPPED = Collector(
    CAPS,
    Cost.SLOW,
    READ,
    "sudo nginx -T",
    each(caps, READ, "sudo nginx -T"),
    privilege="reads configurations that only root may read",
)
