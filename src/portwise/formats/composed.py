"""
A compose file as ``docker compose config --format json`` prints it: variables, anchors, ``extends`` and ``include`` are
resolved (docs.docker.com/reference/cli/docker/compose/config).

`bared` is for `host`: services and their ports go on, environments and secrets do not.  Text that is no such answer is
a ValueError.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from portwise.formats.compose import compose
from portwise.formats.engine import loaded, port, rows, table, wanted, word
from portwise.model.container import Published, Service


def bared(text: str) -> str:
    told = table(table(loaded(text)).get("services"))
    ports = {name: {"ports": rows(table(service).get("ports"))} for name, service in told.items()}
    return json.dumps({"services": ports}, ensure_ascii=True)


def services(text: str, file: str) -> tuple[Service, ...]:
    told = table(table(loaded(text)).get("services"))
    return tuple(Service(name, file, tuple(published(rows(table(each).get("ports"))))) for name, each in told.items())


def published(ports: list[object]) -> Iterator[Published]:
    """``{"target": 80, "published": "8080", "protocol": "tcp", "host_ip": "127.0.0.1"}``."""
    for row in map(table, ports):
        outer = port(row.get("published"))
        if outer and word(row.get("protocol")) in ("", "tcp"):
            yield from (Published(where, outer, port(row.get("target"))) for where in wanted(row.get("host_ip")))


def read(text: str, file: str, variables: dict[str, str]) -> tuple[Service, ...]:
    """The file itself, where docker compose is not there to read it."""
    found: dict[str, list[Published]] = {}
    for row in compose(text, file, variables):
        name = row.what.split('"')
        if len(name) == 3 and not name[2]:  # what follows the name is another protocol
            found.setdefault(name[1], []).extend(Published(where, row.port, 0) for where in wanted(row.address))
    return tuple(Service(name, file, tuple(ways)) for name, ways in found.items())
