"""
What kubectl prints for people: ``get`` of Services, endpoints and pods, ``describe service``, ``cluster-info``.

kubernetes.io/docs/reference/kubectl/generated/kubectl_get.  Names and numbers hold no blank, so that the cells of a row
are parted by blanks; only how often a pod was restarted is followed by when, in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.model.cluster import Offer, Pod
from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT

HEADINGS = {
    "pods": ("NAME", "READY", "STATUS", "RESTARTS", "AGE"),
    "services": ("NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"),
    "endpoints": ("NAME", "ENDPOINTS", "AGE"),
    "slices": ("NAME", "ADDRESSTYPE", "PORTS", "ENDPOINTS", "AGE"),
}
AGO = re.compile(r"\(\S{1,20} ago\)")
NAME = re.compile(r"(?:[a-z]{2,20}(?:\.[\w.-]{1,60})?/)?(?P<name>[a-z0-9][a-z0-9.-]{0,252})")
READY = re.compile(r"(\d{1,3})/(\d{1,3})")
PORT = re.compile(r"(?P<port>\d{1,5})(?::(?P<node>\d{1,5}))?/TCP")
SLICE = re.compile(r"(?P<name>[a-z0-9][a-z0-9.-]{0,252})-[a-z0-9]{5}")
NONE, UNSET = "<none>", "<unset>"
MORE = re.compile(r"\+ ?\d+ more")
FIELD = re.compile(r"^(?P<name>[A-Z][\w ]{1,30}?):\s+(?P<value>\S.*)$")
PLACE = re.compile(r"\[?[\da-f.:]+\]?:\d{1,5}")
# What stands in the column of the state, and the phase that it is one of (kubectl, printers.go, printPod())
PHASES = {
    "Running": "Running",
    "Completed": "Succeeded",
    "Evicted": "Failed",
    "CrashLoopBackOff": "Running",
    "Succeeded": "Succeeded",
    "Failed": "Failed",
}
WAITING = re.compile(  # for what comes before its containers have run
    r"Pending|ContainerCreating|PodInitializing|Init:\S+|ImagePullBackOff|ErrImage\w+|InvalidImageName|SchedulingGated|"
    r"CreateContainer\w*Error"
)


class Labelled(NamedTuple):
    """A pod, and its labels where they were asked for."""

    pod: Pod
    labels: frozenset[str] | None


class Described(NamedTuple):
    """A Service, as ``describe`` tells it."""

    name: str
    selector: str  # "" for <none>
    target: str  # of its first port
    ready: int


def heading(line: str) -> tuple[str, tuple[str, ...]] | None:
    """Which table begins there, and its columns."""
    words = tuple(line.split())
    plain = words[1:] if words[:1] == ("NAMESPACE",) else words
    for kind, names in HEADINGS.items():
        if plain[: len(names)] == names:
            return kind, words
    return None


def cells(line: str, columns: tuple[str, ...]) -> dict[str, str]:
    """Raises ValueError where they are not as many."""
    words = AGO.sub("", line).split()
    wide = [name for name in columns if name not in ("NOMINATED", "NODE", "READINESS", "GATES")]
    if len(words) < len(wide):
        raise ValueError("a row with too few cells")
    said = dict(zip(columns, words, strict=False))
    if columns[-1] in ("LABELS", "SELECTOR"):
        said[columns[-1]] = words[-1]
    if not NAME.fullmatch(said["NAME"]):
        raise ValueError("a row without a name")
    return said


def pod(line: str, columns: tuple[str, ...]) -> Labelled:
    said = cells(line, columns)
    ready = READY.fullmatch(said["READY"])
    if not ready or not said["RESTARTS"].isdecimal():
        raise ValueError("no row of a pod")
    state = said["STATUS"]
    phase = PHASES.get(state) or phased(state, int(ready[1]))
    trouble = "" if state == phase or state in ("Completed", "Error") else state
    labels = said.get("LABELS")
    found = Pod(name(said), phase, state == "Running" and ready[1] == ready[2], trouble, int(said["RESTARTS"]), ())
    return Labelled(found, None if labels is None else frozenset(labels.split(",")) - {NONE})


def phased(state: str, ready: int) -> str:
    """Of a pod that is deleted, or whose containers differ, the column tells no phase; "" where nobody knows."""
    if WAITING.fullmatch(state):
        return "Pending"
    return "Running" if ready else ""


def offers(line: str, columns: tuple[str, ...]) -> Iterator[Offer]:
    said = cells(line, columns)
    for one in said["PORT(S)"].split(","):
        found = PORT.fullmatch(one)
        if found and 0 < int(found["port"]) <= HIGHEST_PORT:
            yield Offer(
                name(said), said.get("NAMESPACE", "default"), said["TYPE"], int(found["port"]), int(found["node"] or 0)
            )


def endpoints(line: str, columns: tuple[str, ...]) -> tuple[str, int]:
    """The Service and how many are ready; of a list that was cut, at least so many."""
    said = cells(line, columns)
    listed = said["ENDPOINTS"]
    if listed != NONE and not all(map(PLACE.fullmatch, listed.split(","))):
        raise ValueError("no row of endpoints")
    return name(said), ready(listed)


def empty_slice(line: str, columns: tuple[str, ...]) -> str:
    """The Service of an EndpointSlice without endpoints: its name, without the letters behind it; "" for any other."""
    words = line.split()
    said = dict(zip(columns, words, strict=False))
    found = SLICE.fullmatch(said.get("NAME", ""))
    return found["name"] if found and len(words) >= len(columns) and said["ENDPOINTS"] in (UNSET, NONE) else ""


def ready(listed: str) -> int:
    return 0 if listed.strip() in (NONE, "") else len([one for one in listed.split(",") if PLACE.search(one)])


def name(said: dict[str, str]) -> str:
    found = NAME.fullmatch(said["NAME"])
    return found["name"] if found else ""


def described(lines: Iterable[str]) -> Described | None:
    """``kubectl describe service NAME``; None where it tells of no endpoints."""
    said: dict[str, str] = {}
    for line in lines:
        if found := FIELD.match(line.strip()):
            said.setdefault(found["name"].casefold(), found["value"].strip())
    if not {"name", "selector", "endpoints"} <= said.keys():
        return None
    selector = said["selector"] if said["selector"] != NONE else ""
    plain = ",".join(sorted(selector.replace(", ", ",").split(","))) if selector else ""
    return Described(said["name"], plain, said.get("targetport", "").partition("/")[0], ready(said["endpoints"]))
