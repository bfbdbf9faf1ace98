"""
The configuration of Envoy and of Traefik: their files, and what their own interfaces say of the rest.

envoy: -c or --config-path, or --config-yaml; what it names as path_config_source.  traefik: one file (--configfile,
else the first of its usual places), or the options of its command line, or its variables; then the files of its file
provider.  What comes over the network, from a control plane or from Docker, stands in no file: it is asked of the
gateway itself, where its interface listens on loopback.

What was written after the start: Envoy reads its bootstrap once, and of the files that this names it sees what is moved
into their places and not what is written there (config/core/v3/config_source.proto, PathConfigSource; seen so of 1.40).
Traefik reads its static configuration once, and follows the files of its provider unless ``watch`` is false.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from posixpath import join
from typing import TYPE_CHECKING

from portwise.collect.gatewayfiles import Files, options
from portwise.formats.commandline import program
from portwise.host.api import Host
from portwise.model.evidence import Evidence, Unreadable
from portwise.model.facts import HERE, LISTENERS, OWNERS
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.settings import Upstream
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.formats.traefikconf import Static
    from portwise.formats.tree import Node

PATIENCE = 2.0  # seconds for each page; it is a few kilobytes from loopback, and comes in milliseconds
ENDINGS = (".toml", ".yaml", ".yml")
USUAL = ("traefik.toml", "traefik.yaml", "traefik.yml")
LOOPBACK = "127.0.0.1"
Asked = Callable[[], tuple[Upstream, ...]]  # what the gateway itself says; raises Missing or Unreadable


class Place(NamedTuple):
    """Where an interface of a gateway listens."""

    address: str
    port: int


def envoy(files: Files, argv: tuple[str, ...], ask: Asked) -> tuple[Upstream, ...]:
    from portwise.formats import envoyconf  # a grammar that only gateways need

    text, file = envoy_main(files, argv)
    told = envoyconf.told(text, file, lambda path: files.text(files.path(path)))
    if told.hidden:
        files.follow()
        return ask()
    return envoyconf.upstreams(told)


def envoy_main(files: Files, argv: tuple[str, ...]) -> tuple[str, str]:
    """Its bootstrap and where it stands.  Raises ValueError where it has two."""
    written = options(argv, "--config-yaml")
    named = options(argv, "-c", "--config-path")
    if written and named:
        raise ValueError("it was given a file, and more on its command line that goes before it")
    if written:
        return written[-1], "the command line of envoy"
    if not named:
        raise ValueError("its command line names no file")
    path = files.path(named[-1])
    return files.text(path), path


def traefik(files: Files, argv: tuple[str, ...], ask: Asked) -> tuple[Upstream, ...]:
    from portwise.formats import traefikconf

    static = traefik_static(files, argv)
    once = len(files.paths)
    rows = [row for path, text in dynamic(files, static) for row in provided(text, path, static)]
    if static.others or any(row.host == traefikconf.ELSEWHERE for row in rows):
        files.follow()
        return ask()
    if static.watches:
        files.follow(once)
    return tuple(rows)


def provided(text: str, path: str, static: Static) -> Iterator[Upstream]:
    from portwise.formats import traefikconf

    return traefikconf.upstreams(traefikconf.parsed(text, path), path, static.entries)


def traefik_static(files: Files, argv: tuple[str, ...]) -> Static:
    """A file goes before options, and options before variables."""
    from portwise.formats import traefikconf

    told = configured(files, argv) or traefikconf.of_options(argv[1:])
    if not told:
        told = traefikconf.of_variables(files.environment(("TRAEFIK_*",)).items())
    return traefikconf.static(told)


def configured(files: Files, argv: tuple[str, ...]) -> Node | None:
    from portwise.formats import traefikconf

    named = [value for word in argv for name, _, value in [word.partition("=")] if name.lower().endswith("-configfile")]
    home = files.environment(("HOME", "XDG_CONFIG_HOME"))
    folders = ("/etc/traefik", home.get("XDG_CONFIG_HOME", ""), join(home.get("HOME", "/"), ".config"), files.path("."))
    usual = (join(folder, name) for folder in folders if folder for name in USUAL)
    try:
        path, text = files.first((files.path(named[-1]),) if named else usual)
    except FileNotFoundError:
        if named:
            raise
        return None
    return traefikconf.parsed(text, path)


def dynamic(files: Files, static: Static) -> Iterator[tuple[str, str]]:
    if static.file:
        path = files.path(static.file)
        yield path, files.text(path)
    elif static.folder:
        yield from below(files, files.path(static.folder))


def below(files: Files, folder: str) -> Iterator[tuple[str, str]]:
    """The provider reads what lies in the folders within, too."""
    for name in files.host.names(files.root + folder):
        path = join(folder, name)
        try:
            if name.endswith(ENDINGS):
                yield path, files.text(path)
            elif "." not in name:
                yield from below(files, path)
        except NotADirectoryError:
            continue


READERS = {"envoy": envoy, "traefik": traefik}


def own_word(host: Host, seen: Evidence, process: Process) -> tuple[Upstream, ...]:
    """Raises ValueError where its interface is off, not on loopback, or another's, as a new file may name one."""
    argv = host.command(process.pid)
    files = Files(host, process.pid)
    name = program(argv)
    source = on_loopback(PLACES[name](files, argv))
    with suppress(Unreadable):
        rows = [row for row in seen[LISTENERS.of(HERE)] if row.port == source.port]
        if not any(process in (seen[OWNERS.of(row.inode)] or (process,)) for row in rows):
            raise ValueError(f"it does not listen itself at {source}, where its files have its own interface")
    return SPEAKERS[name](host, source, files, argv)


def place_of_envoy(files: Files, argv: tuple[str, ...]) -> Place:
    from portwise.formats import envoyconf

    return Place(*envoyconf.admin(envoy_main(files, argv)[0]))


def of_envoy(host: Host, source: Endpoint, _: Files, __: tuple[str, ...]) -> tuple[Upstream, ...]:
    from portwise.formats import envoyconf, envoydump

    pages = {path: page(host, source, path) for path in envoydump.PATHS}
    found = envoyconf.upstreams(envoydump.told(pages, url(source)))
    return tuple(row._replace(line=0) for row in found)


def place_of_traefik(files: Files, argv: tuple[str, ...]) -> Place:
    static = traefik_static(files, argv)
    ports = [entry.port for entry in static.entries if entry.name == static.api]
    if not ports:
        raise ValueError("not all of its configuration is in files that it has read, and api.insecure is off")
    return Place(LOOPBACK, ports[0])


def of_traefik(host: Host, source: Endpoint, files: Files, argv: tuple[str, ...]) -> tuple[Upstream, ...]:
    from portwise.formats import traefikconf

    static = traefik_static(files, argv)
    told = {path: page(host, source, path) for path in traefikconf.PATHS}
    return tuple(traefikconf.dumped(told, static.entries, url(source)))


PLACES = {"envoy": place_of_envoy, "traefik": place_of_traefik}
SPEAKERS = {"envoy": of_envoy, "traefik": of_traefik}


def on_loopback(place: Place) -> Endpoint:
    """Every address means loopback, too."""
    if not place.port:
        raise ValueError("not all of its configuration is in files that it has read, and it has no admin interface")
    address = ip_address(place.address or "0.0.0.0")
    if address.is_unspecified:
        address = ip_address(LOOPBACK if address.version == 4 else "::1")
    if not address.is_loopback:
        raise ValueError(f"its own interface listens at {address}, and portwise asks it on loopback alone")
    return Endpoint(address, place.port)


def url(place: Endpoint) -> str:
    return f"http://{place}"


def page(host: Host, place: Endpoint, path: str) -> str:
    from portwise.formats import http1

    heard = host.converse(place, http1.request(str(place), path), PATIENCE)
    if not heard.data:
        raise ConnectionRefusedError(heard.errno or errno.ECONNRESET, "its own interface does not answer")
    met = http1.parse(heard.data)
    if met.status != 200:
        raise ValueError(f"its own interface answers {met.status}")
    if not http1.is_complete(heard.data):
        raise ValueError("its own interface says more than portwise reads")
    return http1.whole(met).decode("utf-8", "replace")
