"""
Ports that a compose file publishes on the host.

docs.docker.com/reference/compose-file/services, "ports", short and long syntax, and /interpolation.  Read with
`portwise.formats.yamllines`, within its limits: ports that come by an anchor, ``extends`` or ``include`` are not seen.
A port that the engine is left to choose is not declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from portwise.formats.commandline import port_of
from portwise.formats.declared import Declared
from portwise.formats.yamllines import Scalar, scalars

VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?([-+?])([^{}]*))?\}|(\w+))")
SHORT = re.compile(r"(?:(\[[^]]*\]|[^:\[\]]*):)?([\d-]*):([\d-]+)(?:/(\w+))?")
WIDEST = 1000  # a range of more ports is no declaration


def compose(text: str, file: str, variables: Mapping[str, str] | None = None) -> tuple[Declared, ...]:
    """Every published port; *variables* are what its ports refer to, defaults apply without."""
    found = list(ports(text))
    short = (each for part in found if len(part.path) == 4 for each in published(part, file, variables or {}))
    return (*short, *long_syntax([part for part in found if len(part.path) == 5], file, variables or {}))


def ports(text: str) -> Iterator[Scalar]:
    return (
        part for part in scalars(text) if len(part.path) >= 4 and part.path[0] == "services" and part.path[2] == "ports"
    )


def variables(text: str) -> tuple[str, ...]:
    """Names of those that its ports refer to."""
    found = (match for part in ports(text) for match in VARIABLE.finditer(part.value))
    return tuple(dict.fromkeys(match[1] or match[4] for match in found))


def published(part: Scalar, file: str, variables: Mapping[str, str]) -> Iterator[Declared]:
    """``[[address:]host:]container[/protocol]``, where both ports may be ranges."""
    written = SHORT.fullmatch(interpolated(part.value, variables))
    if written:
        yield from each(written[2], written[1] or "", written[4] or "", part, file)


def long_syntax(entries: list[Scalar], file: str, variables: Mapping[str, str]) -> Iterator[Declared]:
    """``published``, ``host_ip`` and ``protocol`` of one item, in any order."""
    told = {part.path: interpolated(part.value, variables) for part in entries}
    for part in entries:
        if part.path[4] == "published":
            item = part.path[:4]
            address, protocol = told.get((*item, "host_ip"), ""), told.get((*item, "protocol"), "")
            yield from each(told[part.path], address, protocol, part, file)


def each(ports: str, address: str, protocol: str, part: Scalar, file: str) -> Iterator[Declared]:
    low, _, high = ports.partition("-")
    first, last = port_of(low), port_of(high or low)
    if first is None or last is None or last - first >= WIDEST:
        return
    suffix = f" ({protocol})" if protocol not in ("", "tcp") else ""
    for port in range(first, last + 1):
        yield Declared(port, address.strip("[]"), f'service "{part.path[1]}"{suffix}', file, part.line, "docker")


def interpolated(value: str, variables: Mapping[str, str]) -> str:
    """``$NAME``, ``${NAME}``, ``${NAME:-default}``; what is not known becomes nothing, as compose does it."""
    return VARIABLE.sub(lambda match: variable(match, variables), value)


def variable(match: re.Match[str], variables: Mapping[str, str]) -> str:
    known = variables.get(match[1] or match[4], "")
    if match[2] == "+":
        return match[3] if known else ""
    return known or (match[3] if match[2] == "-" else "")
