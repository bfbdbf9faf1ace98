"""Repairs in real worlds: broken, repaired, answering; taken back, and broken as before."""

from __future__ import annotations

import json
import operator
import os
import re
import subprocess
from difflib import unified_diff
from pathlib import Path

from portwise.app.fix import plan, repair, undo
from portwise.app.manner import Manner
from portwise.app.workarounds import workaround
from portwise.fix.steps import kinds
from portwise.host import signals
from portwise.host.carriers import listening
from portwise.host.foreground import Foreground
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise.model.process import Process
from portwise.model.repair import Deed, Move, Plan, Repair, Undone, answers
from portwise.model.vantage import Vantage
from portwise.render.fix import done as shown
from portwise.render.fix import offered, undone
from portwise.render.layout import Look
from portwise_lab import remains
from portwise_lab.case import Case
from portwise_lab.places import met_there
from portwise_lab.run import PATIENCE
from portwise_lab.waiting import brought, waited
from portwise_lab.world import HOME

# What a step could have changed, word for word, and what is typed there
SEEN = (
    (("nft", "-s", "list", "ruleset"), ""),
    (("ip", "-o", "-batch", "-"), "link\naddr\nroute show table all\n"),
)


OF_SYSTEMD, GENERATOR = (
    "/environment.d/",
    "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator",
)
LEAVING = 10.0  # seconds that whoever was ended may take, with all of his
WIDTH = 96  # columns of a screen
CARRIER = re.compile(r"NO-CARRIER,|,LOWER_UP| state \w+| linkdown")
NUMBER = re.compile(r"^\d+: ")  # of a link: one that is made anew has the next
OF_ENGINE = re.compile(r"veth[0-9a-f]{7}")  # a link to a container, by a name that is new each time
# Of a container: what it was created as
MADE = (
    "{{.Name}} {{.State.Status}} {{.Image}} {{.Path}} {{.Args}} {{.Config.Env}} {{.Config.Labels}} {{.Mounts}} "
    "{{.HostConfig.Binds}} {{.HostConfig.PortBindings}} {{.HostConfig.NetworkMode}} {{.HostConfig.RestartPolicy}}"
)
BY_ITSELF = ("fe80::", "ff00::/8", " master docker0 ", " master br-")  # a container created anew has another link
kinds()  # now: where systemd is, our own files are not


def observe(case: Case) -> bytes:
    """The plan, the repair with every yes, and the way back, with what a plain client meets at each turn."""
    os.environ["XDG_STATE_HOME"] = "/mnt/state"
    host, manner = Local(), Manner(looking=PATIENCE)
    vantage = Vantage.of(case.place) if case.place else None
    was = world(case)
    told: dict[str, object] = {"before": met_there(case)}
    there = remains.remains()
    began = host.now()
    foreground = Foreground(quiet=True)
    made = plan(case.target, host, manner, foreground, vantage)
    told |= {"plan": [row(move) for move in made.moves], "touched": changes(was, world(case))}
    held = [settings(made)]
    planned = host.now()
    done = repair(made, host, lambda move: move.safety is not Safety.SHOW, manner, foreground=foreground)
    held.append(settings(made))
    for result in done.done:
        in_a_new_shell(result.move.deed)
    told |= {
        "seconds": [planned - began, host.now() - planned],
        "done": [[result.move.number, result.state.name, result.why] for result in done.done],
        "verdict": done.after.verdict.value,
        "well": answers(done.after),
        "after": met_there(case._replace(symptom="connected")),  # an answer is waited for
    }
    found = workaround(done.after, host)
    told["otherwise"] = [found.says, *found.command] if found else []
    back = undo(host)
    told["undone"] = [[one.fine, one.says] for one in back]
    told["screen"] = screen(case, made, done, back)
    for one in back:
        in_a_new_shell(one.entry.deed)
    if any(one.entry.deed.starts for one in back):
        foreground.again()  # as its user would: the file is as it was
        awaited(foreground)
    told |= {"again": met_again(case, told["before"], back), "changed": stays_changed(case, was)}
    made_by = {result.move.deed.kind for result in done.done if result.move.deed}
    told |= {"left": remains.left(there, made_by, LEAVING), "settings": [*held, settings(made)]}
    return json.dumps({"met": [], "said": told, "recording": ""}).encode()


def settings(made: Plan) -> list[str]:
    """What the kernel has where a step of the plan writes: some of it is there only once a module has been loaded."""
    deeds = [move.deed for move in made.moves if move.deed and move.deed.kind == "sysctl"]
    return [read(Path(deed.look.what[0])) for deed in deeds]


def stays_changed(case: Case, before: str) -> list[str]:
    """Whoever was ended may take a moment to put its things away, and nobody tells when it has."""
    return brought(lambda: changes(before, world(case)), operator.not_, LEAVING)


def changes(before: str, now: str) -> list[str]:
    """The lines that are there now and were not (+), and those that are gone (-)."""
    return list(unified_diff(before.splitlines(), now.splitlines(), lineterm="", n=0))[2:]


def in_a_new_shell(deed: Deed | None) -> None:
    """Whoever comes next has the variables that bash, or systemd, gives to its children once it has read the file."""
    if deed is None or not deed.exports:
        return
    names = [word.partition("=")[0] for word in deed.then[1:]]
    without = {name: value for name, value in os.environ.items() if name not in names}
    argv: tuple[str, ...] = ("bash", "-c", '. "$0" && env -0', deed.look.what[0])
    if OF_SYSTEMD in deed.look.what[0]:  # which has a syntax of its own, environment.d(5)
        argv = ("sh", "-c", f"{GENERATOR} | tr '\\n' '\\0'")
    said = subprocess.run(argv, capture_output=True, text=True, check=True, env=without).stdout
    os.environ.update({n: value for n, _, value in (pair.partition("=") for pair in said.split("\0")) if n in names})
    for name in names:
        if f"\0{name}=" not in f"\0{said}":
            os.environ.pop(name, None)


def met_again(case: Case, before: object, back: tuple[Undone, ...]) -> object:
    """What is met by then; who goes by a file that is edited takes its time to read it, told to or not."""
    reading = any(one.entry.deed.kind == "edit" for one in back)
    return brought(lambda: met_there(case), lambda again: again == before or not reading, PATIENCE)


def awaited(foreground: Foreground) -> None:
    """Its server listens somewhere, or has ended."""
    if child := foreground.child:
        listens = lambda: signals.holds(Process(child.pid, 0, ""), listening())  # noqa: E731 - at each look
        waited(listens, PATIENCE, over=lambda: child.poll() is not None)


def screen(case: Case, made: Plan, done: Repair, back: tuple[Undone, ...]) -> str:
    """What a terminal shows of it, with its commands."""
    look = Look(width=WIDTH)
    asked = "".join(f"Step {result.move.number}: go on? [y/N]: y\n" for result in done.done)
    there = f" --vantage {case.place}" if case.place else ""
    parts = (f"$ portwise fix {case.ask}{there}\n", offered(made, look), asked, shown(done, look))
    return "".join((*parts, "$ portwise undo\n", undone(back, look))).rstrip()


def row(move: Move) -> list[object]:
    deed = move.deed
    return [move.cause, move.safety.value, deed.kind if deed else "", deed.grade.name if deed else ""]


def world(case: Case) -> str:
    """All of it; a sysctl that a step can change is read too, and so are the files of the case and who owns them."""
    where, _, name = case.place.partition(":")
    room = ("ip", "netns", "exec", name) if where == "netns" else ()
    seen = [*SEEN, *(((*room, *argv), typed) for argv, typed in SEEN if room)]
    boxes = [box.name for box in case.containers if case.engine == "docker"]
    seen += [(("docker", "inspect", "--format", MADE, name), "") for name in boxes]
    texts = [settled(said(argv, typed)) for argv, typed in seen]
    files = [Path("/etc/hosts"), *sorted(Path("/proc/sys/net/ipv4").glob("ip_*")), *knobs()]
    own = [HOME / name for name in case.files]
    files += own
    texts += [f"{path} {(kept := path.stat()).st_mode:o} {kept.st_uid} {kept.st_gid}" for path in own]
    return "\n".join((*texts, *(read(path) for path in files), remains.names(), remains.older()))


def said(argv: tuple[str, ...], typed: str) -> str:
    return subprocess.run(argv, input=typed, capture_output=True, text=True, check=False).stdout


def settled(text: str) -> str:
    """Without what comes by itself: link-local addresses, whose twins are looked for (RFC 4862), carrier and number."""
    lines = (line for line in text.splitlines() if not any(word in line for word in BY_ITSELF))
    return "\n".join(NUMBER.sub("", CARRIER.sub("", line)).rstrip() for line in lines)


def knobs() -> list[Path]:
    folders = (Path("/proc/sys/net/ipv4/conf"), Path("/proc/sys/net/ipv6/conf"))
    names = ("rp_filter", "route_localnet", "disable_ipv6")
    found = [path for folder in folders for name in names for path in sorted(folder.glob(f"*/{name}"))]
    return [path for path in found if not OF_ENGINE.fullmatch(path.parent.name)]


def read(path: Path) -> str:
    try:
        return f"{path}\n{path.read_text()}"
    except OSError as error:
        return f"{path}\n{error.strerror}"
