"""``/proc/<pid>/cgroup``: which unit or container a process belongs to.  See cgroups(7).

A service manager and a container engine both put their own name into the path of the group:
systemd.unit(5) for ``/system.slice/nginx.service``, the engine and 64 hexadecimal digits for a container.
"""

from __future__ import annotations

import re

from portwise.model.record import NamedTuple

UNIT = re.compile(r"/([^/]+\.(?:service|scope))(?=/|$)")
# .../docker/ID  docker-ID.scope  libpod-ID.scope  cri-containerd-ID.scope  crio-ID.scope  kubepods/.../ID
# conmon and its like watch a container from outside: libpod-conmon-ID.scope is no match
CONTAINER = re.compile(r"/(?:(docker|libpod|cri-containerd|crio)[-/])?([0-9a-f]{64})(?:\.scope)?(?=/|$)")
ENGINES = {"docker": "docker", "libpod": "podman", "cri-containerd": "containerd", "crio": "cri-o"}


class Cgroup(NamedTuple):
    """One line: hierarchy 0 is version 2, any other belongs to version 1 and its controllers."""

    hierarchy: int
    controllers: tuple[str, ...]
    path: str


class Container(NamedTuple):
    """An engine ("docker", "podman", "containerd", "cri-o", "kubernetes", "" unknown) and the full id."""

    engine: str
    id: str


def cgroups(text: str) -> tuple[Cgroup, ...]:
    """Every group of a process; a path may hold colons, so only the first two part the line."""
    return tuple(cgroup(line) for line in text.split("\n") if line)


def cgroup(line: str) -> Cgroup:
    hierarchy, controllers, path = line.split(":", 2)
    return Cgroup(int(hierarchy), tuple(filter(None, controllers.split(","))), path)


def path(groups: tuple[Cgroup, ...]) -> str:
    """The path that the service manager chose: version 2, else the named hierarchy of systemd, else any.

    On a mixed machine the root of version 2 says nothing, and the hierarchy of systemd does.
    """
    kept = [group.path for group in groups if group.hierarchy == 0 or "name=systemd" in group.controllers]
    named = [found for found in kept + [group.path for group in groups] if found != "/"]
    return named[0] if named else "/"


def unit(path: str) -> str:
    """The innermost unit that a path names, "" where none is: ``user@1000.service/app.slice/x.service`` is x."""
    units = UNIT.findall(path)
    return units[-1] if units else ""


def container(path: str) -> Container | None:
    """The innermost container that a path names, None where none is."""
    found = list(CONTAINER.finditer(path))
    if not found:
        return None
    engine = ENGINES.get(found[-1][1] or "") or ("kubernetes" if "kubepods" in path else "")
    return Container(engine, found[-1][2])
