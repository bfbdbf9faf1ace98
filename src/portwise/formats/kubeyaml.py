"""
Manifests of Kubernetes, as far as they say where a Service sends: its selector and ports, and what pods declare.

kubernetes.io/docs/concepts/services-networking/service.  A manifest has ``apiVersion`` first or ``kind``; it ends where
a line stands that is no YAML of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.formats.yamllines import Scalar, scalars
from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT

KINDS = "Service|Deployment|StatefulSet|DaemonSet|ReplicaSet|Pod"
BEGINS = re.compile(rf"(?P<pad>\s*)(?:apiVersion:\s*[\w./-]+|kind:\s*(?:{KINDS}))\s*$")
GOES_ON = re.compile(r"\s*(?:-\s*$|-\s+\S|#|[\w\"'./{}$-]+:(?:\s|$)|[}\]])")
ENDS = re.compile(r"\s*(?:---|\.\.\.)\s*$")
TEMPLATES: dict[str, tuple[str, ...]] = dict.fromkeys(KINDS.split("|")[1:-1], ("spec", "template")) | {"Pod": ()}
VERSION = "apiVersion"
MOST = 400  # lines of one manifest


class Sends(NamedTuple):
    """A Service: to which pods, and from which of its ports to which of theirs."""

    name: str
    selector: str  # "app=shop,tier=front", sorted; "" without one
    ports: tuple[tuple[str, str, str], ...]  # number, name, target

    def target(self, there: str) -> str:
        """Where that port of it leads, by number or name; "" where it has no such port."""
        return next((target for number, name, target in self.ports if there in (number, name)), "")


class Declares(NamedTuple):
    """What makes pods: their labels, and the ports that their containers declare."""

    name: str
    labels: frozenset[str]
    ports: tuple[tuple[str, int], ...]


def documents(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The text of each manifest, with the number of its first line."""
    kept: list[str] = []
    start, pad = 0, 0
    for number, line in lines:
        begins = BEGINS.match(line)
        versioned = any(one.startswith(VERSION) for one in kept)
        again = begins and versioned and len(begins["pad"]) == pad and line.strip().startswith(VERSION)
        if kept and (ENDS.match(line) or not GOES_ON.match(line) or again or len(kept) >= MOST):
            yield start, "\n".join(kept)
            kept = []
        if kept or begins:
            if not kept:
                start, pad = number, len(line) - len(line.lstrip())
            kept.append(line[pad:])
    if kept:
        yield start, "\n".join(kept)


def service(text: str) -> Sends | None:
    """None where it is something else, or has a port without a number."""
    said = [*scalars(text)]
    if value(said, "kind") != "Service" or not (name := value(said, "metadata", "name")):
        return None
    ports = []
    for item in items(said, "spec", "ports"):
        number = value(said, "spec", "ports", item, "port")
        if not is_port(number):
            return None
        target = value(said, "spec", "ports", item, "targetPort") or number
        ports.append((number, value(said, "spec", "ports", item, "name"), target))
    return Sends(name, ",".join(sorted(pairs(said, "spec", "selector"))), tuple(ports)) if ports else None


def workload(text: str) -> Declares | None:
    said = [*scalars(text)]
    kind, name = value(said, "kind"), value(said, "metadata", "name")
    if kind not in TEMPLATES or not name:
        return None
    at = TEMPLATES[kind]
    ports = []
    for box in items(said, *at, "spec", "containers"):
        where = (*at, "spec", "containers", box, "ports")
        for item in items(said, *where):
            number = value(said, *where, item, "containerPort")
            if not is_port(number):
                return None
            ports.append((value(said, *where, item, "name"), int(number)))
    return Declares(name, frozenset(pairs(said, *at, "metadata", "labels")), tuple(ports))


def is_port(word: str) -> bool:
    return word.isdecimal() and len(word) <= 5 and 0 < int(word) <= HIGHEST_PORT


def value(said: list[Scalar], *path: str) -> str:
    return next((one.value for one in said if one.path == path), "")


def pairs(said: list[Scalar], *path: str) -> Iterator[str]:
    deep = len(path)
    yield from (f"{one.path[-1]}={one.value}" for one in said if one.path[:deep] == path and len(one.path) == deep + 1)


def items(said: list[Scalar], *path: str) -> list[str]:
    deep = len(path)
    return [*dict.fromkeys(one.path[deep] for one in said if one.path[:deep] == path and len(one.path) > deep)]
