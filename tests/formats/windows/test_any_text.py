"""Every parser of what Windows prints: any text is a value, or ValueError, and soon."""

from contextlib import suppress
from random import Random
from time import process_time

import pytest

from portwise.formats.windows import (
    firewall,
    httpsys,
    netsh,
    netstat,
    powershell,
    registry,
    routes,
    services,
    tasklist,
    wsl,
)
from tests.pace import within

PARSERS = {
    "netstat": netstat.rows,
    "connections": netstat.connections,
    "excluded": netsh.excluded,
    "dynamic": netsh.dynamic,
    "handed": netsh.handed,
    "winhttp": netsh.winhttp,
    "registered": httpsys.registered,
    "reserved": httpsys.reserved,
    "records": powershell.records,
    "registry": registry.keys,
    "rules of the registry": lambda text: firewall.of_registry(registry.keys(text)),
    "profiles": lambda text: firewall.profiles(registry.keys(text)),
    "rules of netsh": firewall.shown,
    "profiles of netsh": firewall.profiles_shown,
    "profiles of PowerShell": firewall.profiles_of_powershell,
    "neighbours": routes.neighbours,
    "name servers": routes.servers,
    "rules of PowerShell": firewall.of_powershell,
    "tasks": tasklist.tasks,
    "services": services.services,
    "services of PowerShell": services.of_powershell,
    "distributions": wsl.distributions,
    ".wslconfig": lambda text: wsl.mode(wsl.settings(text)),
    "routes": routes.routes,
    "adapters": routes.adapters,
}
PIECES = (
    *(
        "\n",
        "\r\n",
        "\n    ",
        " ",
        "  ",
        "\t",
        ":",
        " : ",
        ".",
        " . . . :",
        "-----",
        "=====",
        "|",
        '"',
        ",",
        "\0",
        "\udc99",
    ),
    *("TCP", "UDP", "[::1]:80", "0.0.0.0:0", "*:*", "LISTENING", "4", "99999", "1234567890123", "::1/128", "127.0.0.1"),
    *(
        "HTTP://+:80/a",
        "REG_SZ",
        "HKEY_LOCAL_MACHINE\\",
        "v2.31|Action=Block|LPort=",
        "STATE",
        "[wsl2]",
        "=",
        "a=b",
        "é",
        "*",
    ),
)


@pytest.mark.parametrize("name", PARSERS)
def test_any_text_is_a_value_or_a_value_error(name):
    """Pieces of the formats in any order; nothing else comes out."""
    random = Random(name)
    for _ in range(150):
        with suppress(ValueError):
            PARSERS[name]("".join(random.choices(PIECES, k=random.randrange(60))))


HOSTILE = [
    " " * 200_000,
    "a " * 100_000,
    "TCP " + " 1:" * 60_000,
    ("-" * 900 + " ") * 200,
    "1 " * 80_000,
    "a:" * 80_000,
]


@pytest.mark.parametrize("name", PARSERS)
def test_no_line_keeps_a_parser(name):
    """200,000 letters without an end, and ten thousand lines."""
    began = process_time()
    for text in (*HOSTILE, "a : b\n" * 10_000, "  TCP    [::]:135   [::]:0   LISTENING   11\n" * 5_000):
        with suppress(ValueError):
            PARSERS[name](text)

    assert within(process_time() - began, 2.0)
