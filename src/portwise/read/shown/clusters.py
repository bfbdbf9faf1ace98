"""
Kubernetes, by what kubectl printed: who forwards a port to here, which Services there are, and what is behind them.

kubectl says where it listens (``Forwarding from 127.0.0.1:8080 -> 80``) and when it has lost its pod.  Which pods a
Service has is told by labels alone, and by no likeness of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from portwise.formats import kubectl, kubetables
from portwise.formats.kubetables import Described, Labelled
from portwise.formats.kubeyaml import Sends
from portwise.model.boxed import Endpointed, Partly
from portwise.model.cluster import Behind, Cluster, Forward, Offer, Pod
from portwise.model.evidence import Answer, Known
from portwise.model.facts import BEHIND, CLUSTER, FORWARDS, HERE, LISTENERS, OFFERS, OWNERS
from portwise.model.glimpsed import ANY, Nameless, OtherSockets, Otherwise
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.reading import Line, source
from portwise.model.target import Target
from portwise.read import manifests
from portwise.read.places import is_address, is_loopback
from portwise.read.sections import Section, of, sections, typed_here
from portwise.read.shown.sockets import listeners
from portwise.read.text import Text

SERVICE = "service"
FORWARDS_PORT = re.compile(r"(?:kubectl|oc)\b[^|;]*\bport-forward\b")
FORWARDING = re.compile(r"\bForwarding from (?P<host>[\d.]+|\[[\da-f:]+\]):(?P<port>\d{1,5}) -> (?P<there>\d{1,5})")
LOST = re.compile(r"\blost connection to pod\b")
PLAIN = re.compile(r"[a-z0-9][a-z0-9.-]{0,252}")
DESCRIBES = re.compile(r"(?:kubectl|oc)\b[^|]*\bdescribe (?:-\S+ \S+ )*(?:svc|service)s?\b")
GETS_PODS = re.compile(r"(?:kubectl|oc)\b[^|]*\bget\b[^|]*\b(?:po|pod|pods)\b(?P<rest>[^|]*)$")
CHOSEN = re.compile(r"(?:-l|--selector)[ =]?[\"']?(?P<labels>[\w./-]+=[\w./,=-]+)")
NO_PODS = re.compile(r"^\W*No resources found")
INFO = re.compile(r"\b(?:control plane|master) is running at (?P<url>https?://(?P<host>\[[\da-f:]+\]|[\w.-]+)\S*)")
DESKTOP = ("kubernetes.docker.internal",)  # a name of Docker Desktop for 127.0.0.1
ENOUGH = 40  # lines of a description


def forwards(text: Text, target: Target) -> Iterator[Answer]:
    """One that was started for the port, as long as it is not told to have ended."""
    started = [(section, words) for section in typed_here(text) if (words := told(section, target))]
    if not started:
        return
    section, words = started[-1]
    later = [line for line in text.every if line.number > section.line.number]
    said = [(line, found) for line in later if (found := FORWARDING.search(line.text))]
    mine = [(line, found["host"].strip("[]")) for line, found in said if int(found["port"]) == target.port]
    lost = [line for line in later if LOST.search(line.text)]
    if lost:
        if section.ended and lost[-1] in section.printed:  # the prompt came back
            yield Answer(FORWARDS.of(HERE), Known(()), source(lost[-1].number))
        return
    if not mine:
        return
    process, listening = held(text, target, mine)
    yield from listening
    if process is None:
        return
    one = Forward(process, words.context, words.namespace, words.kind, words.name, words.pairs, words.addresses)
    yield Answer(FORWARDS.of(HERE), Known((one,)), source(section.line.number))
    there = dict(words.pairs).get(target.port or 0, "")
    if over_there := behind(text, one, there):
        yield Answer(BEHIND.of(one), Known(over_there[0]), source(over_there[1]))


def told(section: Section, target: Target) -> kubectl.Words | None:
    """The words of a port-forward that has the port here, of something that is named."""
    if not FORWARDS_PORT.match(section.command):
        return None
    words = kubectl.port_forward(tuple(section.command.rstrip("& ").split()))
    named = words is not None and PLAIN.fullmatch(words.name) and target.port in dict(words.pairs)
    return words if named else None


def held(text: Text, target: Target, mine: list[tuple[Line, str]]) -> tuple[Process | None, list[Answer]]:
    """The process that listens: by a table where there is one, else by its own words."""
    tabled = list(listeners(text, target))
    owners = [
        answer.said.value for answer in tabled if answer.question.fact is OWNERS and isinstance(answer.said, Known)
    ]
    if tabled or target.port is None:
        return next((who for found in owners for who in found if who.name in kubectl.PROGRAMS), None), []
    places = [(line, ip_address(host)) for line, host in mine if is_address(host)]
    here = [Socket(address, target.port, True, 0, 128, 0, line.number) for line, address in places]
    others = OtherSockets(ANY, Otherwise.than(target.port), False, 0, 0, 0, 0)
    process = Nameless(0, 0, "kubectl")
    listening = Answer(LISTENERS.of(HERE), Known((*here, others)), source(mine[0][0].number))
    return process, [listening, *(Answer(OWNERS.of(one.inode), Known((process,)), source(one.inode)) for one in here)]


def behind(text: Text, forward: Forward, there: str) -> tuple[Behind, int] | None:
    """And the line that tells how many are ready."""
    rows = list(pods(text))
    if forward.kind != SERVICE:
        mine = [(one.pod, line) for one, line in rows if one.pod.name == forward.name]
        running = sum(one.phase == "Running" for one, _ in mine)
        told = mine and all(one.phase for one, _ in mine)
        return (Behind("", there, running, tuple(one for one, _ in mine)), mine[-1][1]) if told else None
    for one, line in services(text):
        if one.name == forward.name:
            its = chosen(text, rows, one.selector)
            untold = its is None or not all(pod.phase for pod in its)
            kind = Endpointed if untold else Partly
            return kind(one.selector, one.target or there, one.ready, () if untold else its or ()), line
    for written, line in manifests.services(text):
        if written.name == forward.name and (found := by_manifest(text, rows, written, there)):
            return found, line
    for name, ready, line in counted(text):
        if name == forward.name:
            return Endpointed("", there, ready, ()), line
    return None


def by_manifest(text: Text, rows: list[tuple[Labelled, int]], one: Sends, there: str) -> Behind | None:
    """What a manifest of it says, with the pods and the endpoints that kubectl shows."""
    pods = chosen(text, rows, one.selector) if one.selector else None
    told = pods is not None and all(pod.phase for pod in pods)
    ready = next((ready for name, ready, _ in counted(text) if name == one.name), None)
    if ready is None:
        ready = sum(pod.ready for pod in pods or ()) if told else None
    if ready is None:
        return None
    target = one.target(there) or there
    if not told:
        return Endpointed(one.selector, target, ready, ())
    return Partly(one.selector, target, ready, tuple(manifests.declared(text, one.selector, pods or ())))


def chosen(text: Text, rows: list[tuple[Labelled, int]], selector: str) -> tuple[Pod, ...] | None:
    """The pods that have its labels: known where labels were shown of all, or where just they were asked for."""
    wanted = frozenset(selector.split(","))
    for section, begins in of(sections(text), GETS_PODS):
        asked = CHOSEN.search(begins["rest"])
        if asked and frozenset(asked["labels"].split(",")) == wanted:
            numbers = {line.number for line in section.printed}
            mine = tuple(one.pod for one, line in rows if line in numbers)
            if mine or any(NO_PODS.match(line.text) for line in section.printed):
                return mine
    if rows and all(one.labels is not None for one, _ in rows):
        return tuple(one.pod for one, _ in rows if one.labels is not None and wanted <= one.labels)
    return None


def services(text: Text) -> Iterator[tuple[Described, int]]:
    for section, _begins in of(sections(text), DESCRIBES):
        if found := kubetables.described(line.text for line in section.printed[:ENOUGH]):
            lines = (line for line in section.printed if line.text.strip().casefold().startswith("endpoints:"))
            yield found, next(lines, section.line).number


def rows(text: Text, wanted: str) -> Iterator[tuple[Line, tuple[str, ...]]]:
    """The lines below each heading of that kind of table, as far as they may be rows."""
    columns: tuple[str, ...] = ()
    for line in text.every:
        if found := kubetables.heading(line.text):
            columns = found[1] if found[0] == wanted else ()
        elif columns:
            yield line, columns


def pods(text: Text) -> Iterator[tuple[Labelled, int]]:
    for line, columns in rows(text, "pods"):
        try:
            yield kubetables.pod(line.text, columns), line.number
        except ValueError:
            continue


def counted(text: Text) -> Iterator[tuple[str, int, int]]:
    for line, columns in rows(text, "endpoints"):
        try:
            yield *kubetables.endpoints(line.text, columns), line.number
        except ValueError:
            continue
    for line, columns in rows(text, "slices"):
        if empty := kubetables.empty_slice(line.text, columns):  # of others it also lists those that are not ready
            yield empty, 0, line.number


def offered(text: Text, target: Target) -> Iterator[Answer]:
    """Where one has the port; of other namespaces nobody knows, so that none is no answer."""
    found: list[tuple[Offer, int]] = []
    for line, columns in rows(text, "services"):
        try:
            found += [(one, line.number) for one in kubetables.offers(line.text, columns)]
        except ValueError:
            continue
    mine = [(one, line) for one, line in found if target.port in (one.port, one.node_port)]
    if mine and target.port:
        yield Answer(OFFERS.of(target.port), Known(tuple(one for one, _ in mine)), source(mine[0][1]))


def cluster(text: Text, _: Target) -> Iterator[Answer]:
    """``kubectl cluster-info``; which context it was of it does not say."""
    for line in text.every:
        if found := INFO.search(line.text):
            host = found["host"].strip("[]")
            near = is_loopback(host) or host in DESKTOP
            yield Answer(CLUSTER.of(""), Known(Cluster("", found["url"], "default", "", near)), source(line.number))
            return


ANSWERS = (forwards, offered, cluster)
