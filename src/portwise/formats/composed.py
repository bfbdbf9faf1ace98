"""
A compose file as ``docker compose config --format json`` prints it: variables, anchors, ``extends`` and ``include`` are
resolved (docs.docker.com/reference/cli/docker/compose/config).  docker-compose before version 2 and podman-compose
print the same as YAML, with ports as short as they like.

`bared` is for `host`: services and their ports go on, environments and secrets do not.  Text that is no such answer is
a ValueError.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from portwise.formats.compose import compose
from portwise.formats.engine import loaded, port, rows, table, wanted, word
from portwise.formats.yamllines import scalars
from portwise.model.container import Published, Service


def bared(text: str) -> str:
    if not text.lstrip().startswith("{"):
        return from_yaml(text)
    told = table(table(loaded(text)).get("services"))
    ports = {name: {"ports": rows(table(service).get("ports"))} for name, service in told.items()}
    return json.dumps({"services": ports}, ensure_ascii=True)


def from_yaml(text: str) -> str:
    """The container's side is 0: not understood."""
    if not any(part.path[:1] == ("services",) for part in scalars(text)):
        raise ValueError("it printed no services")
    told = {
        service.name: {"ports": [{"published": way.port, "host_ip": str(way.address)} for way in service.published]}
        for service in read([(text, {})], "")
    }
    return json.dumps({"services": told}, ensure_ascii=True)


def services(text: str, file: str, reader: tuple[str, ...] = ()) -> tuple[Service, ...]:
    told = table(table(loaded(text)).get("services"))
    ways = {name: tuple(published(rows(table(each).get("ports")))) for name, each in told.items()}
    return tuple(Service(name, file, its, reader) for name, its in ways.items())


def published(ports: list[object]) -> Iterator[Published]:
    """``{"target": 80, "published": "8080", "protocol": "tcp", "host_ip": "127.0.0.1"}``."""
    for row in map(table, ports):
        outer = port(row.get("published"))
        if outer and word(row.get("protocol")) in ("", "tcp"):
            yield from (Published(where, outer, port(row.get("target"))) for where in wanted(row.get("host_ip")))


def read(files: Iterable[tuple[str, Mapping[str, str]]], name: str) -> tuple[Service, ...]:
    """The files themselves, each with its variables, where compose is not there to read them: ports of all add up."""
    found: dict[str, list[Published]] = {}
    for text, variables in files:
        for row in compose(text, name, variables):
            service = row.what.split('"')
            if len(service) == 3 and not service[2]:  # what follows the name is another protocol
                found.setdefault(service[1], []).extend(Published(where, row.port, 0) for where in wanted(row.address))
    return tuple(Service(service, name, tuple(dict.fromkeys(ways))) for service, ways in found.items())
