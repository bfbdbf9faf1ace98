"""
``EXPOSE`` in an image and ``expose:`` in a compose file are documentation: nothing of the host listens for them.  Only
``-p HOST:CONTAINER`` (``ports:``) opens a port of the host, and it leads to exactly one port of the container, from
exactly the addresses it was written for.

So there are four ways to miss.  Nothing is published: the host refuses, and the server inside is well.  It is published
under another number.  It is published at 127.0.0.1 alone, and the client came by another address, or by the other
family.  Or it leads to port 80 of a container whose server listens on 3000: then the engine's forwarder takes the
connection and closes it without a byte, or, where rules of the packet filter lead the way, the client is refused.
"""

from collections.abc import Callable, Iterator
from ipaddress import ip_address

from portwise.knowledge import terms
from portwise.knowledge.terms import containers, edits
from portwise.knowledge.terms.containers import Met
from portwise.knowledge.terms.edits import Change
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import DECLARED, INSIDE
from portwise.model.target import Endpoint

MOST = 12  # containers that are looked into
LOOPBACK = {4: ip_address("127.0.0.1"), 6: ip_address("::1")}


def missed(view: View) -> Iterator[Met]:
    for at in containers.troubled(view):
        working = list(containers.led(view, at))
        amiss = (met for met in working if is_elsewhere(view, met))
        found = next(amiss if working else unpublished(view, at), None)
        if found is not None:
            yield found
            return


def is_elsewhere(view: View, met: Met) -> bool:
    """It listens, and not where the published port leads."""
    inside = containers.inside(view, met.box)
    return bool(inside) and met.way is not None and all(place.port != met.way.inner for place in inside)


def unpublished(view: View, at: Endpoint) -> Iterator[Met]:
    """Those that publish the number at another address, and those that listen on it inside and do not publish it."""
    if not containers.vacant(view, at):
        return
    running = [box for box in containers.boxes(view) if box.state == "running" and box.mode != "host"]
    narrow = [Met(box, at, way) for box in running for way in box.published if way.port == at.port]
    if narrow:
        yield narrow[0]
        return
    likely = [box for box in running if at.port in (*box.exposed, *(way.inner for way in box.published))] or running
    view.all(INSIDE.of(box.ref) for box in likely[:MOST])
    for box in likely[:MOST]:
        if any(map(containers.open_to_all, containers.on(view, box, at.port))):
            yield Met(box, at, next((way for way in box.published if way.inner == at.port), None))
    for _, way, made in containers.composed(view, at):
        if made in running:
            yield Met(made, at, way)


def how(view: View, met: Met) -> str:
    """As in ``container web publishes …``."""
    at, way = met.at, met.way
    if way is None:
        return f"listens on port {at.port}, and does not publish it"
    if way not in met.box.published:
        return f"was created before the compose file gave it port {at.port}"
    if way.leads(terms.in_ipv4(at.address), at.port):
        if containers.resident(view, met):
            return f"leads it to port {way.inner} in its namespace, where {containers.listening(view, met)} is served"
        return f"is sent to its port {way.inner}, and listens on {containers.listening(view, met)}"
    if way.port == at.port:
        return f"publishes port {at.port} at {way.address} only, and the client used {at.address}"
    return f"publishes its port {at.port} as {way.port}, and the client used {at.port}"


def when(test: Callable[[Met], bool]) -> Callable[[View, Met], str | None]:
    return lambda _, met: met.box.ref.name if test(met) else None


def is_narrow(met: Met) -> bool:
    return met.way is not None and met.way.port == met.at.port and not is_led(met)


def is_stale(met: Met) -> bool:
    return met.way is not None and met.way not in met.box.published


def is_led(met: Met) -> bool:
    return met.way is not None and met.way.leads(terms.in_ipv4(met.at.address), met.at.port)


def renewal(view: View, met: Met) -> str | None:
    """What has compose create it again, where it was created from the file that says so now."""
    if not is_stale(met):
        return None
    told = (service for service, _, made in containers.composed(view, met.at) if made == met.box)
    same = any(f"{met.box.folder}/{service.file}" in met.box.files for service in told)
    return "\0".join(met.box.anew()) or None if same else None


def somehow(view: View, met: Met) -> str | None:
    return met.box.service if is_stale(met) and not renewal(view, met) else None


def other_door(_: View, met: Met) -> str | None:
    """Under which number it can be had now."""
    if met.way is None or is_led(met) or is_stale(met):
        return None
    there = met.way.address
    if there.is_unspecified:
        there = met.at.address if met.at.address.version == there.version else LOOPBACK[there.version]
    return str(Endpoint(there, met.way.port))


def direct(view: View, met: Met) -> str | None:
    return containers.direct(view, met) if met.way is None else None


def own(view: View, met: Met) -> str | None:
    """The port that it listens on, where there is one alone."""
    ports = {place.port for place in containers.inside(view, met.box) if containers.open_to_all(place)}
    return str(ports.pop()) if len(ports) == 1 and is_led(met) and not is_stale(met) else None


def line(view: View, met: Met) -> Change | None:
    """Of the compose file that it was created from: the one that publishes it elsewhere, or leads elsewhere."""
    box, way, inner = met.box, met.way, own(view, met)
    if way is None or inner == str(way.inner) or is_stale(met) or not box.anew() or not (inner or is_narrow(met)):
        return None
    address = "" if way.address.is_unspecified else str(way.address)
    told = way.port, f'service "{box.service}"', address
    its = [row for row in view[DECLARED.of(box.folder)] if f"{box.folder}/{row.file}" in box.files]
    rows = [row for row in its if (row.port, row.what, row.address) == told]
    if len(rows) != 1 or not rows[0].line:
        return None
    old, new = f"{address}:{way.port}:", f"{way.port}:"
    if inner:
        old, new = f"{way.port}:{way.inner}", f"{way.port}:{inner}"
    return Change(f"{box.folder}/{rows[0].file}", rows[0].line, old, new)


def of_line(get: Callable[[Met, Change], str]) -> Callable[[View, Met], str | None]:
    return lambda view, met: get(met, found) if (found := line(view, met)) else None


CAUSE = Cause(
    id="container-port-not-published-or-mismapped",
    hop=Hop.LISTENER,
    scope=Scope.MACHINE,
    explains=containers.HURT,
    prior=0.5,
    title="{subject} {how}",
    plain="The port of the container is not published, or published for another port or address",
    about=About(
        "a container listens, and the port that the client used does not lead there",
        missed,
        told="{box} {how}",
        denied="no container listens for it beside a port that is published otherwise, or not at all",
        once=containers.troubled,
    ),
    needs=(),
    yields_to=("container-loopback-hairpin-off",),  # it knows why that address was left out
    slots={
        **containers.SLOTS,
        "how": how,
        "other_door": other_door,
        "direct": direct,
        "own": own,
        "boxed": lambda view, met: met.box.ref.name if containers.engine(view, met) and own(view, met) else None,
        "passed": lambda view, met: own(view, met) if containers.resident(view, met) else None,
        "unpublished": when(lambda met: met.way is None),
        "narrow": when(is_narrow),
        "stale": somehow,
        "renewal": renewal,
        "renewed": lambda view, met: met.box.service if renewal(view, met) else None,
        "address": lambda _, met: str(met.at.address),
        "edit": of_line(lambda _, found: found.script),
        "edited": lambda view, met: edits.lying(view, found.file) if (found := line(view, met)) else None,
        "writes": of_line(lambda _, found: found.says),
        "service": of_line(lambda met, _: met.box.service),
        "again": of_line(lambda met, _: "\0".join(met.box.anew())),
    },
    remedies=(
        Remedy(
            "see what is published, and where",
            ("{engine}", "port", "{name}"),
            Safety.SAFE,
            platform="any",
            when="engine",
        ),
        Remedy(
            "see from inside where it listens",
            ("nsenter", "--target", "{resident}", "--user", "--net", "--preserve", "ss", "-ltn"),
            Safety.SAFE,
            when="resident",
        ),
        Remedy(
            "use the door that it has: {other_door}",
            ("curl", "-sS", "-i", "http://{other_door}/"),
            Safety.SAFE,
            platform="any",
            when="other_door",
        ),
        Remedy(
            "until it is published, its host reaches it at {direct}",
            ("curl", "-sS", "-i", "http://{direct}/"),
            Safety.SAFE,
            when="direct",
        ),
        Remedy(
            "or {writes}, for whoever reaches this machine where no address stands before it",
            ("sed", "-i.before", "{edit}", "{edited}"),
            Safety.ASK,
            undo="mv {edited}.before {edited}, and have compose create it again",
            when="edit",
            plain="or write it into the compose file",
        ),
        Remedy(
            "then have compose create {service} again, which loses what it wrote outside of volumes; what your shell "
            "had set for it has to be set again",
            ("{again}",),
            Safety.ASK,
            undo="mv {edited}.before {edited}, and have compose create it again",
            when="edit",
            plain="then have compose create it again, which loses what it wrote outside of volumes; what your shell "
            "had set for it has to be set again",
        ),
        Remedy(
            "publish it, and create container {unpublished} again, for a container keeps the ports that it was created "
            "with, and loses what it wrote outside of volumes: -p 127.0.0.1:{port}:{port}, "
            'or ports: ["{port}:{port}"] in the compose file',
            (),
            Safety.SHOW,
            platform="any",
            undo="create it again as it was",
            when="unpublished",
            plain='publish it, and create the container again: -p PORT:PORT, or ports: ["PORT:PORT"] with compose',
        ),
        Remedy(
            "or publish it at {address} too, and create container {narrow} again: -p {port}:{inner} is for every "
            "address, and for whoever reaches this machine",
            (),
            Safety.SHOW,
            platform="any",
            undo="create it again as it was",
            when="narrow",
            plain="or publish it at every address, and create the container again: -p HOST:CONTAINER",
        ),
        Remedy(
            "have compose create {renewed} again from the file as it is now, which loses what it wrote outside of "
            "volumes; what your shell had set for it has to be set again",
            ("{renewal}",),
            Safety.ASK,
            platform="any",
            undo="portwise undo creates it again with the ports that it had",
            when="renewed",
            plain="have compose create it again from the file as it is now",
        ),
        Remedy(
            "have compose create it again from the file as it is now",
            ("{compose}", "up", "--detach", "{stale}"),
            Safety.ASK,
            platform="any",
            undo="{composes} up --detach with the file as it was",
            when="stale",
        ),
        Remedy(
            "let the published port lead where the server listens, and create container {boxed} again: -p {port}:{own}",
            (),
            Safety.SHOW,
            platform="any",
            undo="create it again as it was",
            when="boxed",
            plain="let the published port lead where the server listens, and create the container again",
        ),
        Remedy(
            "let pasta lead the port where the server listens, and start it again: -t {port}:{passed}, or with Podman "
            "-p {port}:{passed}",
            (),
            Safety.SHOW,
            undo="start it again as it was",
            when="passed",
            plain="let pasta lead the port where the server listens, and start it again: -t HOST:INSIDE",
        ),
    ),
    prevention=(
        "keep one number for the server, EXPOSE and the container's side of ports:",
        "publish at 127.0.0.1 what only this machine needs, and say so in the compose file",
    ),
    suspect="a port that a container does not publish",
    see=(
        "https://docs.docker.com/engine/network/port-publishing/",
        "https://docs.docker.com/reference/dockerfile/#expose",
        "https://docs.docker.com/reference/compose-file/services/#ports",
    ),
)
