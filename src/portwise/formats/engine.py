"""
Answers of the API of container engines, docs.docker.com/reference/api/engine; Podman serves the same.

`bared` is for `host`: it leaves what a diagnosis reads, and of that no secret.  Variables, mounts and foreign labels do
not get any farther.  Text that is no such answer is a ValueError.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from posixpath import join
from typing import Any

from portwise.formats.x509 import days
from portwise.model.container import Container, Engine, Inspected, Published, Ref
from portwise.model.target import Address

PROJECT, SERVICE = "com.docker.compose.project", "com.docker.compose.service"
FOLDER = "com.docker.compose.project.working_dir"
FILES, VARIABLES = "com.docker.compose.project.config_files", "com.docker.compose.project.environment_file"
PODMAN = "io.podman.compose.project"
KEPT = frozenset(
    (
        *("Id", "Name", "Names", "Image", "State", "Ports", "IP", "PrivatePort", "PublicPort", "Type"),
        *("HostConfig", "NetworkMode", "PortBindings", "ExtraHosts", "NetworkSettings", "Networks"),
        *("IPAddress", "GlobalIPv6Address", "Gateway", "Status", "Pid", "ExitCode", "OOMKilled", "Error"),
        *(
            "Health",
            "Healthcheck",
            "Log",
            "Output",
            "RestartCount",
            "StartedAt",
            "Config",
            "ExposedPorts",
            "HostIp",
            "HostPort",
        ),
        *("Labels", PROJECT, SERVICE, FOLDER, FILES, VARIABLES, PODMAN, "Metadata", "LastTagTime"),
    )
)
BY_NAME = frozenset(("Ports", "PortBindings", "ExposedPorts", "Networks"))  # their keys are names of ports and networks
EVERYWHERE = (IPv4Address(0), IPv6Address(0))
FRAME = struct.Struct(">BxxxI")  # of a log: which stream, and how many bytes follow
STREAMS = (0, 1, 2)
TWO = r"(\d\d)"
MOMENT = re.compile(rf"(\d{{4}})-{TWO}-{TWO}T{TWO}:{TWO}:{TWO}(?:\.\d+)?(?:Z|([-+]){TWO}:{TWO})", re.ASCII)


def bared(text: str, redacted: Callable[[str], str]) -> str:
    """What a diagnosis reads of an answer, every word of it *redacted*."""
    return json.dumps(kept(loaded(text), redacted), ensure_ascii=True, separators=(",", ":"))


def kept(value: Any, redacted: Callable[[str], str], by_name: bool = False) -> Any:
    match value:
        case dict():
            return {
                name: kept(item, redacted, name in BY_NAME) for name, item in value.items() if by_name or name in KEPT
            }
        case list():
            return [kept(item, redacted) for item in value]
        case str():
            return redacted(value)
    return value


def loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None


def table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def word(value: object) -> str:
    return value if isinstance(value, str) else ""


def number(value: object) -> int:
    return value if isinstance(value, int) else 0


def port(value: object) -> int:
    """0 for what is none: nothing, a range, a port that the engine is left to choose."""
    text = str(value)
    found = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0
    return found if found < 1 << 16 else 0


def address(text: object, default: str = "") -> Address | None:
    try:
        return ip_address(word(text) or default)
    except ValueError:
        return None


def containers(text: str, engine: Engine) -> tuple[Container, ...]:
    """``GET /containers/json?all=1``."""
    answer = loaded(text)
    if not isinstance(answer, list):
        raise ValueError("the engine did not answer with a list of containers")
    return tuple(container(table(row), engine) for row in answer)


def container(row: dict[str, Any], engine: Engine) -> Container:
    ports = [table(each) for each in rows(row.get("Ports")) if table(each).get("Type") == "tcp"]
    joined = table(table(row.get("NetworkSettings")).get("Networks"))
    labels = table(row.get("Labels"))
    return Container(
        ref=Ref(engine, word(row.get("Id")), next(map(word, rows(row.get("Names"))), "").lstrip("/")),
        image=word(row.get("Image")),
        state=word(row.get("State")),
        published=tuple(dict.fromkeys(found for each in ports for found in open_port(each))),
        exposed=tuple(sorted({port(each.get("PrivatePort")) for each in ports if not each.get("PublicPort")} - {0})),
        mode=word(table(row.get("HostConfig")).get("NetworkMode")),
        addresses=tuple(addresses(joined)),
        networks=tuple(joined),
        project=word(labels.get(PROJECT)) or word(labels.get(PODMAN)),
        service=word(labels.get(SERVICE)),
        folder=word(labels.get(FOLDER)),
        files=tuple(places(labels, FILES)),
        variables=tuple(places(labels, VARIABLES)),
    )


def places(labels: dict[str, Any], name: str) -> Iterator[str]:
    """As compose parts them; those of old are told from the folder of the project, and one is what it was piped."""
    files = (file for file in word(labels.get(name)).split(",") if file not in ("", "-"))
    yield from (join(word(labels.get(FOLDER)), file) for file in files)


def open_port(row: dict[str, Any]) -> Iterator[Published]:
    where = address(row.get("IP"), "0.0.0.0")
    if where is not None and port(row.get("PublicPort")):
        yield Published(where, port(row.get("PublicPort")), port(row.get("PrivatePort")))


def addresses(joined: dict[str, Any]) -> Iterator[Address]:
    for network in map(table, joined.values()):
        for field in ("IPAddress", "GlobalIPv6Address"):
            found = address(network.get(field))
            if found is not None:
                yield found


def inspected(text: str) -> Inspected:
    """``GET /containers/ID/json``."""
    answer = loaded(text)
    state = table(table(answer).get("State"))
    if not state:
        raise ValueError("the engine did not tell of a container")
    health = table(state.get("Health")) or table(state.get("Healthcheck"))  # Docker, and Podman before version 5
    settings, config = table(answer.get("HostConfig")), table(answer.get("Config"))
    status = word(health.get("Status"))
    return Inspected(
        pid=number(state.get("Pid")),
        exit_code=number(state.get("ExitCode")),
        memory=state.get("OOMKilled") is True,
        error=line(word(state.get("Error"))),
        health="" if status == "none" else status,
        complaint=line(next((word(table(each).get("Output")) for each in reversed(rows(health.get("Log")))), "")),
        restarts=number(answer.get("RestartCount")),
        wanted=tuple(dict.fromkeys(bindings(table(settings.get("PortBindings"))))),
        exposed=tuple(sorted({inner for inner, _ in map(inner_port, table(config.get("ExposedPorts"))) if inner})),
        hosts=tuple(map(word, rows(settings.get("ExtraHosts")))),
        started=moment(word(state.get("StartedAt"))),
    )


def moment(text: str) -> float:
    """RFC 3339, with nanoseconds; the year 1 for what never was."""
    found = MOMENT.match(text)
    if not found:
        return 0.0
    *digits, side, hours, minutes = found.groups()
    year, month, day, hour, minute, second = map(int, digits)
    ahead = (int(hours or 0) * 60 + int(minutes or 0)) * (-60 if side == "-" else 60)
    return max(float(days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - ahead), 0.0)


def printed(text: str, engine: Engine) -> tuple[tuple[Container, Inspected], ...]:
    """What ``docker inspect`` prints of containers, from the first bracket on.  Raises ValueError where it is cut."""
    start = min((at for at in (text.find("["), text.find("{")) if at >= 0), default=-1)
    if start < 0:
        raise ValueError("nothing that an engine prints")
    try:
        answer, _ = json.JSONDecoder().raw_decode(text, start)
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    told = [table(row) for row in (answer if isinstance(answer, list) else [answer])]
    return tuple((as_listed(row, engine), inspected(json.dumps(row))) for row in told if row.get("State"))


def as_listed(row: dict[str, Any], engine: Engine) -> Container:
    """The same as a row of the list would tell it."""
    network, config = table(row.get("NetworkSettings")), table(row.get("Config"))
    ports, labels = table(network.get("Ports")), table(config.get("Labels"))
    inner = {found for name, places in ports.items() if not places and (found := inner_port(name)[0])}
    joined = table(network.get("Networks"))
    return Container(
        ref=Ref(engine, word(row.get("Id")), word(row.get("Name")).lstrip("/")),
        image=word(config.get("Image")),
        state=word(table(row.get("State")).get("Status")),
        published=tuple(dict.fromkeys(bindings(ports))),
        exposed=tuple(sorted(inner)),
        mode=word(table(row.get("HostConfig")).get("NetworkMode")),
        addresses=tuple(addresses(joined)),
        networks=tuple(joined),
        project=word(labels.get(PROJECT)) or word(labels.get(PODMAN)),
        service=word(labels.get(SERVICE)),
        folder=word(labels.get(FOLDER)),
    )


def bindings(table_of: dict[str, Any]) -> Iterator[Published]:
    """``{"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}``."""
    for name, places in table_of.items():
        inner, protocol = inner_port(name)
        for place in map(table, rows(places)):
            outer = port(place.get("HostPort"))
            if protocol == "tcp" and inner and outer:
                yield from (Published(where, outer, inner) for where in wanted(place.get("HostIp")))


def wanted(host: object) -> tuple[Address, ...]:
    """Nothing said is every address, of both families."""
    told = address(host)
    return (told,) if told is not None else () if word(host) else EVERYWHERE


def inner_port(name: str) -> tuple[int, str]:
    inner, _, protocol = name.partition("/")
    return (port(inner), protocol) if protocol == "tcp" else (0, protocol)


def line(text: str) -> str:
    """The last one that says something."""
    return next((part.strip() for part in reversed(text.splitlines()) if part.strip()), "")


def log(data: bytes) -> str:
    """``GET /containers/ID/logs``: in frames, or as it is where the container has a terminal."""
    pieces, at = [], 0
    while at + FRAME.size <= len(data):
        stream, size = FRAME.unpack_from(data, at)
        if stream not in STREAMS or data[at + 1 : at + 4] != b"\0\0\0":
            break
        pieces.append(data[at + FRAME.size : at + FRAME.size + size])
        at += FRAME.size + size
    return (b"".join(pieces) if pieces else data).decode("utf-8", "replace")
