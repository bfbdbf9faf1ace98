"""What macOS tells by its own tools: which file tells which facts there, instead of the one for Linux."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portwise.model.facts import (
    BOUND,
    CONDITION,
    CONNECTIONS,
    DATAGRAMS,
    DENIALS,
    DIALLING,
    DNS,
    ELSEWHERE,
    FILE_PROXIES,
    FROZEN,
    GUARDS,
    INTERFACES,
    IPV6,
    KIN,
    LIMITS,
    LISTENERS,
    MEMORY,
    NEIGHBOURS,
    NSS,
    OWNERS,
    POWERS,
    ROUTE,
    RULED,
    RULES,
    SHARERS,
    SHIELD,
    SOURCE_PORTS,
    STRICT,
    SYSTEM,
    THREADS,
    THROTTLED,
    TRACKED,
    UNITS,
    UNIX_LISTENERS,
    Fact,
)

TELLS: Mapping[str, tuple[Fact[Any, Any], ...]] = {
    "sockets": (LISTENERS, BOUND, DATAGRAMS, CONNECTIONS, DIALLING, UNIX_LISTENERS, SOURCE_PORTS),
    "owners": (OWNERS, SHARERS),
    "processes": (CONDITION, KIN),
    "ways": (ROUTE, INTERFACES, NEIGHBOURS, IPV6),
    "names": (NSS, DNS),
    "settings": (SYSTEM, LIMITS, POWERS),
    "filters": (SHIELD, RULES),
    "proxyfiles": (FILE_PROXIES,),
    "units": (UNITS,),
    "absent": (ELSEWHERE, FROZEN, THROTTLED, MEMORY, RULED, THREADS, TRACKED, STRICT, GUARDS, DENIALS),
}
