"""
What Windows tells otherwise than Linux: one file per source, as in the folder above.

Its own programs are asked (netstat, netsh, reg, route, ipconfig, tasklist, wsl).  Most of them print in the language of
the machine: the parsers of `portwise.formats.windows` go by shape, and where that says nothing the registry is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portwise.model.facts import (
    AGE,
    BOUND,
    COMMAND,
    CONNECTIONS,
    CWD,
    DATAGRAMS,
    DENIALS,
    DIALLING,
    DNS,
    ELSEWHERE,
    EXCLUDED,
    EXE,
    FILE_PROXIES,
    FROZEN,
    GATES,
    GUARDS,
    HANDED_ON,
    HOSTS,
    HTTP_SYS,
    INTERFACES,
    IPV6,
    KERNEL_LOG,
    KIN,
    LIMITS,
    LISTENERS,
    MEMORY,
    NEIGHBOURS,
    NSS,
    OWNERS,
    POWERS,
    PROGRAM,
    ROUTE,
    RULED,
    RULES,
    SECLUDED,
    SHARERS,
    SHIELD,
    SOURCE_PORTS,
    STRICT,
    SYSTEM,
    THREADS,
    THROTTLED,
    UNITS,
    WITHIN_WSL,
    WSL,
    Fact,
)

ABSENT = (ELSEWHERE, FROZEN, THROTTLED, MEMORY, RULED, THREADS, STRICT, GUARDS, DENIALS)  # as on macOS
TELLS: Mapping[str, tuple[Fact[Any, Any], ...]] = {
    "sockets": (LISTENERS, BOUND, DATAGRAMS, CONNECTIONS, DIALLING, SOURCE_PORTS),
    "owners": (OWNERS, SHARERS),
    "processes": (KIN, COMMAND, PROGRAM, EXE, CWD, AGE),
    "ways": (ROUTE, INTERFACES, NEIGHBOURS, IPV6),
    "names": (HOSTS, NSS, DNS),
    "settings": (SYSTEM, LIMITS, POWERS),
    "filters": (SHIELD, RULES),
    "proxyfiles": (FILE_PROXIES,),
    "units": (UNITS,),
    "kept": (EXCLUDED, HTTP_SYS, HANDED_ON, WSL, WITHIN_WSL),
    "absent": (*ABSENT, SECLUDED, KERNEL_LOG, GATES),
}
