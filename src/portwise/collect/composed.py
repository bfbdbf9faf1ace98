"""What the compose file of a folder says of its services: as docker compose reads it, else as we do."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.projects import interpolation
from portwise.formats import manifests
from portwise.host.api import Host
from portwise.model.container import Service
from portwise.model.evidence import Evidence
from portwise.model.facts import COMPOSED

SOURCE, TO_KNOW = "compose.yaml, docker compose config", "docker compose config"


def services(host: Host, _: Evidence, folder: str) -> tuple[Service, ...]:
    held = host.names(folder)
    file = next((name for name in manifests.COMPOSE if name in held), "")
    return told(host, folder, file, ".env" in held) if file else ()


def told(host: Host, folder: str, file: str, beside: bool) -> tuple[Service, ...]:
    """A docker without compose ends with an error; a compose of version 1 knows no JSON."""
    from portwise.formats import composed

    for argv in tools(folder, file):
        try:
            return composed.services(host.output(argv), file)
        except (OSError, ValueError):
            continue
    return composed.read(host.read(f"{folder}/{file}"), file, interpolation(host, folder) if beside else {})


def tools(folder: str, file: str) -> Iterator[tuple[str, ...]]:
    words = ("--project-directory", folder, "--file", f"{folder}/{file}", "config", "--format", "json")
    yield "docker", "compose", *words
    yield "docker-compose", *words


COMPOSING = Collector(COMPOSED, Cost.DEEP, SOURCE, TO_KNOW, each(services, SOURCE, TO_KNOW))
