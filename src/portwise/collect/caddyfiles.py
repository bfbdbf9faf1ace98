"""
The configuration of Caddy: what runs, by its own word, else its files.

caddyserver.com/docs/api: whoever has its admin interface may replace the configuration, and no file tells of that.  It
listens at localhost:2019, unless it was told another place or off.  The files: --config, else the Caddyfile of the
folder that it works in, else what it saved last (autosave.json).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from posixpath import basename, dirname, join
from typing import TYPE_CHECKING

from portwise.collect.gatewayfiles import Files, options
from portwise.collect.routerfiles import Asked, Place, on_loopback, page, url
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import HERE, LISTENERS, OWNERS
from portwise.model.process import Process
from portwise.model.settings import Upstream

if TYPE_CHECKING:
    from portwise.formats.caddyfile import Segment

SAVED = "caddy/autosave.json"  # below os.UserConfigDir() of Go
BOTH = ("--config", "-config")  # Go takes one dash or two
COMMAND = "the command line of caddy"
USUAL = 2019  # caddy.DefaultAdminListen
VARIABLE = "CADDY_ADMIN"
SERVERS = "/config/apps/http/servers"  # of its configuration this alone: the rest may hold secrets
OFF = "off"
WATCHES = ("--watch", "-watch", "-w")  # it follows its file by itself
ADDRESS = re.compile(r"(?:tcp[46]?/)?[^/]*:(\d{1,5})")


def caddy(files: Files, argv: tuple[str, ...], _: Asked) -> tuple[Upstream, ...]:
    """By its files, whatever it was told since."""
    if "reverse-proxy" in argv[1:2]:
        return commanded(argv)  # it switches its interface off
    rows = written(files, argv)
    if set(WATCHES) & set(argv):
        files.follow()
    return rows


def is_told(files: Files, argv: tuple[str, ...]) -> bool:
    """Whether it may have been told to read its files again, or another configuration."""
    return "reverse-proxy" not in argv[1:2] and told(files, argv) != OFF


def written(files: Files, argv: tuple[str, ...]) -> tuple[Upstream, ...]:
    from portwise.formats import caddyfile, caddyjson  # grammars that only gateways need

    file, text = caddy_main(files, argv)
    if is_json(file, argv):
        return caddyjson.upstreams(text, file)

    def included(pattern: str, importing: str) -> Iterator[tuple[str, str]]:
        for path, inside in files.texts(join(dirname(importing), pattern)):
            yield path, caddyfile.filled(inside, files.environment(caddyfile.variables(inside)))

    return caddyfile.upstreams(caddyfile.spliced(tree(files, file, text), included))


def is_json(file: str, argv: tuple[str, ...]) -> bool:
    adapter = (options(argv, "--adapter", "-adapter") or ("",))[-1]
    return not adapter and not basename(file).startswith("Caddyfile") and not file.endswith(".caddyfile")


def tree(files: Files, file: str, text: str) -> tuple[Segment, ...]:
    from portwise.formats import caddyfile

    return caddyfile.segments(caddyfile.filled(text, files.environment(caddyfile.variables(text))), file)


def told(files: Files, argv: tuple[str, ...]) -> str:
    """Where its file or its environment has the admin interface, "off", or "" where they say nothing."""
    from portwise.formats import caddyfile, caddyjson

    said = ""
    with suppress(OSError, ValueError):  # a file that cannot be read may still have been replaced
        file, text = caddy_main(files, argv)
        said = caddyjson.admin(text) if is_json(file, argv) else caddyfile.admin(tree(files, file, text))
    return said or files.environment((VARIABLE,)).get(VARIABLE, "")


def caddy_main(files: Files, argv: tuple[str, ...]) -> tuple[str, str]:
    named = options(argv, *BOTH)
    home = files.environment(("HOME", "XDG_CONFIG_HOME"))
    saved = join(home.get("XDG_CONFIG_HOME") or join(home.get("HOME", "/"), ".config"), SAVED)
    if "--resume" in argv or "-resume" in argv:
        return files.first((saved,))
    return files.first((files.path(named[-1]),) if named else (files.path("Caddyfile"), saved))


def commanded(argv: tuple[str, ...]) -> tuple[Upstream, ...]:
    """``caddy reverse-proxy --from :8080 --to 127.0.0.1:3000``; without --from it is localhost, over TLS."""
    from portwise.formats import caddydial

    _, port = caddydial.listens((options(argv, "--from", "-from", "-f") or ("localhost",))[-1], 80, 443)
    told = [row for word in options(argv, "--to", "-to", "-t") for row in caddydial.upstream(word)]
    return tuple(Upstream(host, at, path, scheme or "http", "", (port,), COMMAND, 0) for host, at, path, scheme in told)


def own_word(host: Host, seen: Evidence, process: Process) -> tuple[Upstream, ...]:
    """Raises ValueError where it does not listen at the place of its interface, or not on loopback."""
    from portwise.formats import caddyjson

    place = on_loopback(interface(seen, process, told(Files(host, process.pid), host.command(process.pid))))
    text = page(host, place, SERVERS)
    rows = caddyjson.upstreams(f'{{"apps": {{"http": {{"servers": {text}}}}}}}', f"{url(place)}{SERVERS}")
    return tuple(row._replace(line=0) for row in rows)


def interface(seen: Evidence, process: Process, said: str) -> Place:
    """Its own socket: at the usual port there may be another Caddy."""
    found = ADDRESS.fullmatch(said)
    ports = (int(found[1]), USUAL) if found else (USUAL,)
    rows = [row for row in seen[LISTENERS.of(HERE)] if row.port in ports and process in seen[OWNERS.of(row.inode)]]
    if not rows:
        raise ValueError("it has no admin interface at a port")
    return Place(str(rows[0].address), rows[0].port)
