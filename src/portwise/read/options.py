"""
What the options of ss, netstat, lsof and Get-NetTCPConnection leave out of a table of listeners.

Known are those that leave nothing out, one port, or one version of IP; of any other word nobody knows what it does.
"""

from __future__ import annotations

import re

from portwise.model.record import NamedTuple

NUMBER = r"[\"'/c:^* ]{0,6}(?P<port>\d{2,5})[\"'$ ]{0,4}"
SEARCH = r"\|\s*(?:sudo )?(?:grep|egrep|findstr|find|select-string)(?:\s+[-/][abefhinpw\d]+)*\s+"  # not those it lacks
BY_PORT = re.compile(
    rf"{SEARCH}{NUMBER}(?![\w|])"
    r"|\s-[abnpw]{0,4}i ?(?P<version>[46])?(?:tcp)?:(?P<listed>\d{2,5})(?![\d-])"
    r"|-localport (?P<local>\d{2,5})"
    r"|[\"'( ]\(?\s*(?:sport|src)\s*={0,2}\s*:(?P<sport>\d{2,5})(?!\d)"
)
PORTS = ("port", "listed", "local", "sport")
LISTENING = re.compile(rf"{SEARCH}[\"']?listen(?:ing)?[\"']?\s*$")
SAID = re.compile(r"\s+(?:(?:\u2192|[-=]>|#)\s*)?\(?(?:nothing|empty|no output|none)\)?[.!]?\s*$")  # beside the command
SILENT = re.compile(r"\s2>\s?(?:/dev/null|nul|&1|\$null)(?=\s|$)")
HARMLESS = {
    "ss": re.compile(r"\sstate listening(?=\s|$)"),
    "netstat": re.compile(r"(?!)"),
    "lsof": re.compile(r"\s-s ?[\"']?tcp:listen[\"']?(?=\s|$)|\s-[abnpw]{0,4}i ?tcp(?=\s|$)|\s\+c ?\d{1,2}(?=\s|$)"),
    "get-nettcpconnection": re.compile(r"\s-state [\"']?listen[\"']?(?=\s|$)|\s-(?:erroraction|ea) \w+"),
}
FAMILY = re.compile(
    r"\s(?:(?:-f|--family)[ =]?inet(?P<inet>6?)|--(?:ipv(?P<ipv>[46])|inet(?P<long>6?))"
    r"|-[abnpw]{0,4}i ?(?P<listed>[46])(?:tcp)?)(?=\s|$)"
)
OF_PROTOCOL = re.compile(r"\s(?P<before>-\w*)p tcp(?P<six>v6)?(?=\s|$)")  # of netstat, elsewhere than in Linux
LETTERS = {"ss": "abehilmnoprtuwxz", "netstat": "abcflnopqtuvwx", "lsof": "abilnoptvw", "get-nettcpconnection": ""}
WORDS = {
    "ss": "--no-header --oneline --options --memory --info --resolve",
    "netstat": "--wide --numeric-ports --verbose",
}
BOTH = "--all --listening --numeric --processes --program --programs --extended --extend --tcp --udp"
TCP, NO_TCP = frozenset(("t", "--tcp")), frozenset(("u", "w", "x", "--udp"))
WAITING = frozenset(("a", "l", "--all", "--listening"))
PLAIN = "\"'()"


class Asked(NamedTuple):
    port: int | None  # None: every one
    version: int | None  # of IP; None: both


def asked(tool: str, rest: str, printed: str = "") -> Asked | None:
    """What a command asks for, without its case; None where it may leave something else out."""
    rest = LISTENING.sub("", SILENT.sub("", SAID.sub("", f" {rest.strip()}")))
    named = list(BY_PORT.finditer(rest))
    left = HARMLESS[tool].sub(" ", BY_PORT.sub(" ", rest))
    versions = {found["version"] for found in named if found["version"]}
    for one in FAMILY.finditer(left):
        versions.add(one["ipv"] or one["listed"] or one["inet"] or one["long"] or "4")
    left = FAMILY.sub(" ", left)
    if tool == "netstat" and (found := OF_PROTOCOL.search(left)):
        both = not found["six"] and re.search(r"\btcp(?:4|6|46)\b|recv-q", printed.casefold())
        versions |= set() if both else {"6" if found["six"] else "4"}
        left = OF_PROTOCOL.sub(r" \g<before>p", left)
    given = options(tool, left)
    if given is None or len(named) > 1 or (tool in ("ss", "netstat") and not shows(given)):
        return None
    versions |= given & {"4", "6"}
    port = next((int(named[0][name]) for name in PORTS if named[0][name]), None) if named else None
    return Asked(port, int(versions.pop()) if len(versions) == 1 else None)


def options(tool: str, left: str) -> frozenset[str] | None:
    """Letters and long words; None where one of them is not known."""
    found: set[str] = set()
    known = {*BOTH.split(), *WORDS.get(tool, "").split()}
    for word in filter(None, (each.strip(PLAIN) for each in left.split())):
        if word.startswith("--") and word in known:
            found.add(word)
        elif word[0] in "-/" and word[1:] and set(word[1:]) <= {*LETTERS[tool], "4", "6"}:
            found.update(word[1:])
        else:
            return None
    return frozenset(found)


def shows(given: frozenset[str]) -> bool:
    """Whether TCP is among what is shown, and whoever listens; both of them are left out of some tables."""
    return not (given & NO_TCP and not given & TCP) and bool(given & WAITING)
