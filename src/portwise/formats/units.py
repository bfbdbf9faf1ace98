"""
What ``systemctl show`` prints of services and sockets: ``Name=value`` lines, an empty line between units.

Properties as systemctl(1) and org.freedesktop.systemd1(5) describe them.  ``ExecStart`` is
``{ path=/usr/bin/node ; argv[]=/usr/bin/node server.js ; … ; code=exited ; status=1 }``, ``Listen`` is
``127.0.0.1:8080 (Stream)``, once for each socket.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from portwise.formats.commandline import port_of, wanted_port
from portwise.model.service import Confinement, Unit

PROPERTIES = (
    *("Id", "LoadState", "ActiveState", "SubState", "Result", "ExecMainCode", "ExecMainStatus", "NRestarts"),
    *("ExecStart", "Environment", "Listen", "Triggers"),
)
CONFINING = (
    *("PrivateNetwork", "RestrictAddressFamilies", "IPAddressDeny", "IPAddressAllow"),
    *("SocketBindDeny", "SocketBindAllow"),
)
ARGV = re.compile(r"argv\[\]=(.*?) ; ")
STREAM = re.compile(r"(\S*?):?(\d+) \(Stream\)")
PORT = re.compile(r"(?:^|\s)PORT=(\d+)(?:\s|$)")
# services of Debian's and Fedora's packages by the port that they have unless told otherwise
WEB, MYSQL, REDIS = (
    ("nginx", "apache2", "httpd", "caddy"),
    ("mysql", "mariadb", "mysqld"),
    ("redis-server", "redis", "valkey"),
)
USUAL: dict[int, tuple[str, ...]] = dict.fromkeys((80, 443), WEB) | {
    22: ("ssh", "sshd"),
    631: ("cups",),
    3000: ("grafana-server",),
    3306: MYSQL,
    5432: ("postgresql",),
    5672: ("rabbitmq-server",),
    6379: REDIS,
    9090: ("prometheus",),
    9200: ("elasticsearch",),
    11211: ("memcached",),
    11434: ("ollama",),
    27017: ("mongod",),
}


def names_port(text: str, port: int) -> bool:
    """Whether a unit file names the port where a port may stand."""
    named = rf"^(?:ListenStream|ExecStart|Environment)\s*=.*?(?<!\d){port}(?!\d)"
    return str(port) in text and re.search(named, text, re.MULTILINE) is not None


def units(text: str) -> tuple[Unit, ...]:
    """Those that are loaded; what is only wanted by another unit has no state of its own."""
    blocks = (list(pairs(block)) for block in text.split("\n\n"))
    return tuple(unit(block) for block in blocks if ("LoadState", "loaded") in block)


def pairs(block: str) -> Iterator[tuple[str, str]]:
    for line in block.splitlines():
        name, equals, value = line.partition("=")
        if equals:
            yield name, value


def unit(block: list[tuple[str, str]]) -> Unit:
    one = dict(block)
    return Unit(
        name=one.get("Id", ""),
        active=one.get("ActiveState", ""),
        sub=one.get("SubState", ""),
        result=one.get("Result", ""),
        status=number(one.get("ExecMainStatus", "")),
        killed=one.get("ExecMainCode", "") in ("2", "3", "killed", "dumped"),  # CLD_KILLED, CLD_DUMPED: sigaction(2)
        restarts=number(one.get("NRestarts", "")),
        ports=tuple(dict.fromkeys(ports(block, one))),
        triggers=tuple(one.get("Triggers", "").split()),
    )


def ports(block: list[tuple[str, str]], one: dict[str, str]) -> Iterator[int]:
    """Of a socket those that it listens on, of a service the one that its command or its PORT wants."""
    for name, value in block:
        if name == "Listen" and (found := STREAM.search(value)) and (port := port_of(found[2])):
            yield port
    if (argv := ARGV.search(one.get("ExecStart", ""))) and not one.get("Id", "").endswith(".socket"):
        variable = PORT.search(one.get("Environment", ""))
        wanted = wanted_port(words(argv[1]), port_of(variable[1]) if variable else None)
        if wanted is not None:
            yield wanted


def words(text: str) -> tuple[str, ...]:
    """systemd prints the words with blanks between and no quotes, so that a quote in it need not close."""
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())


def confinement(text: str) -> Confinement:
    """
    What one unit may not do, by its directives.

    ``RestrictAddressFamilies`` starts with a tilde where it forbids, as without any; ``SocketBindDeny`` comes once for
    each rule, the addresses all in one line.  A directive that this systemd does not know forbids nothing.
    """
    said = list(pairs(text))
    one = dict(said)
    every = {name: tuple(word for key, value in said if key == name for word in value.split()) for name in CONFINING}
    return Confinement(
        one.get("PrivateNetwork") == "yes",
        one.get("RestrictAddressFamilies", "~"),
        *(every[name] for name in CONFINING[2:]),
    )


def number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
