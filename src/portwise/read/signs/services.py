"""Settings by which databases and brokers choose where they wait, and what clients are sent on to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Listening, Noted, Set
from portwise.read.places import is_address, number
from portwise.read.text import Text

SETTINGS = (  # by, and the line; a leading # says that the default counts
    ("postgresql.conf", re.compile(r"^\W*(?P<name>listen_addresses|unix_socket_directories)\s*=\s*(?P<value>[^\s#]+)")),
    (
        "my.cnf",
        re.compile(
            r"^\W*(?P<name>bind[-_]address|skip[-_]networking|"
            r"mysqlx-bind-address)\s*(?:=\s*(?P<value>[^\s#]+))?\s*(?:#.*)?$"
        ),
    ),
    ("redis.conf", re.compile(r"^\W*(?P<name>protected-mode)\s+(?P<value>yes|no)\b")),
    ("redis.conf", re.compile(r"^\s*(?P<name>bind)\s+(?P<value>[-\d.:a-f* ]{3,60}?)\s*$")),
    ("mongod.conf", re.compile(r"^\W*(?P<name>bindIp|bindIpAll|bind_ip|bind_ip_all)\s*[:=]\s*(?P<value>[^\s#]+)")),
    ("mongod.conf", re.compile(r"(?<!\S)--(?P<name>bind_ip)[ =](?P<value>\S+)")),
    ("mosquitto.conf", re.compile(r"^\s*(?P<name>listener)\s+(?P<value>\d{2,5}(?:\s+[\w.:]{3,45})?)\s*(?:#.*)?$")),
    (
        "broker",
        re.compile(
            r"(?P<name>(?:KAFKA_(?:CFG_)?)?ADVERTISED_(?:LISTENERS|HOST_NAME|HOST)|advertised\.(?:listeners|"
            r"host\.name))\s*[=:]\s*[\"']?(?P<value>\S+?)[\"',]*$",
            re.IGNORECASE,
        ),
    ),
    (
        "broker",
        re.compile(
            r"^\W*(?P<name>cluster-announce-(?:ip|hostname)|replica-announce-ip|slave-announce-ip|"
            r"network\.publish_host|broadcast_rpc_address|publish_host)\s*[:= ]\s*(?P<value>\S+)"
        ),
    ),
    (
        ".wslconfig",
        re.compile(
            r"^\W*(?P<name>networkingMode|localhostForwarding|hostAddressLoopback|dnsTunneling|"
            r"ignoredPorts)\s*=\s*(?P<value>\S+)",
            re.IGNORECASE,
        ),
    ),
    ("environment", re.compile(r"\b(?P<name>OLLAMA_HOST|OLLAMA_ORIGINS)\s*[=:]\s*[\"']?(?P<value>[^\s\"';,]+)")),
    (
        "sshd_config",
        re.compile(r"^\W*(?P<name>AllowTcpForwarding|GatewayPorts|PermitOpen)\s+(?P<value>\S+)", re.IGNORECASE),
    ),
)
COMMENTED = re.compile(r"^\s*[#;]")
PORTS = {
    "listen_addresses": 5432,
    "bind_address": 3306,
    "bind": 6379,
    "bindip": 27017,
    "bind_ip": 27017,
    "ollama_host": 11434,
}


def settings(text: Text) -> Iterator[Noted[Set] | Noted[Listening]]:
    for line in text.lines:
        for by, pattern in SETTINGS:
            found = pattern.search(line.text)
            if not found:
                continue
            value = (found["value"] or "").strip("'\";,")
            commented = bool(COMMENTED.match(line.text))
            yield Noted(Set(found["name"], "(default)" if commented else value, by), (line.number,))
            if not commented:
                yield from waits(found["name"], value, line.number)


def waits(name: str, value: str, line: int) -> Iterator[Noted[Listening]]:
    """Where the setting makes its server wait."""
    if name == "listener":
        told, *hosts = value.split()
        yield from (Noted(Listening(host, int(told), "setting"), (line,)) for host in (hosts or ["*"]) if number(told))
        return
    usual = PORTS.get(name.lower().replace("-", "_"))
    if usual is None:
        return
    for part in re.split(r"[,\s]+", re.sub(r"^\w+://", "", value)):
        host, _, port = part.rpartition(":") if part.count(":") == 1 else (part, "", "")
        host = host or "*"
        if host in ("*", "localhost") or is_address(host):
            yield Noted(Listening(host, number(port if port.isdecimal() else "") or usual, "setting"), (line,))


READERS = (settings,)
