"""One holder a paragraph: what it is, whose, since when, who looks after it, and who is connected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portwise.model.process import aged, at_home, in_words
from portwise.model.who import SCHEMA, Former, Held, Holder, Standing, Way, Who
from portwise.render import words
from portwise.render.layout import BOLD, GREEN, RED, YELLOW, Look, hanging

COLOURS = {Standing.KNOWN: GREEN, Standing.UNKNOWN: YELLOW, Standing.SUSPICIOUS: RED}
STATES = {
    "T": "stopped (SIGSTOP or Ctrl-Z): it serves nobody until it is continued",
    "t": "held by a debugger",
    "Z": "ended, and not yet taken note of by its parent",
    "D": "in a wait of the kernel that no signal ends",
}
LABEL = 12  # columns
MOST_PEERS = 5


def render(who: Who, look: Look, home: str = "") -> str:
    return "\n".join(lines(who, look, home)) + "\n"


def document(who: Who) -> dict[str, object]:
    """The same as values of JSON."""
    from portwise.render.json import fields

    return {"schema": SCHEMA, **fields(who)}


def lines(who: Who, look: Look, home: str) -> Iterator[str]:
    if not who.held:
        yield from nobody(who, look)
    for n, held in enumerate(who.held):
        if n:
            yield ""
        yield from told(who, held, look, home)
    if who.held and who.peers:
        yield from row(look, "Connected", connected(who))
    yield from row(look, "Before", words.listed([had(one) for one in who.before]) if who.before else "")
    for kept_for in who.reserved:
        yield from row(look, "Reserved", words.sentence(kept_for))
    for reason in who.unknown:
        yield from row(look, "Not seen", words.sentence(reason))


def had(one: Former) -> str:
    return f"{one.process.name} (pid {one.process.pid}), which portwise ended {in_words(one.ago)} ago"


def nobody(who: Who, look: Look) -> Iterator[str]:
    yield from hanging(look, "", f"Nobody has port {who.port} on this machine  ({who.usually})", BOLD)
    if who.remains:
        count = "A connection" if who.remains == 1 else f"{who.remains} connections"
        yield from hanging(
            look, "  ", f"{count} with it closed within the last minute (TIME_WAIT): somebody had it until then."
        )


def told(who: Who, held: Held, look: Look, home: str) -> Iterator[str]:
    places = words.listed([shown(address, who.port) for address in held.addresses])
    for holder in held.holders[:1]:
        yield from title(who, holder, look)
        yield from row(look, "Port", f"{verb(held)} {places}{transport(held)}")
        yield from about(holder, held.holders[1:], look, home)
    if not held.holders:
        yield look.paint(f"{who.port}  somebody of {of_user(held)}" if held.hidden else str(who.port), BOLD)
        yield from row(look, "Port", f"{verb(held)} {places}{transport(held)}")
        yield from row(look, "Not seen", words.sentence(held.hidden))


def of_user(held: Held) -> str:
    """By its name; the number where there is none."""
    return held.user if held.user and not held.user.isdigit() else f"uid {held.uid}"


def title(who: Who, holder: Holder, look: Look) -> Iterator[str]:
    age = f", {aged(holder.age)}" if holder.age is not None else ""
    name = look.clean(f"{who.port}  {holder.program} (pid {holder.process.pid}{age})")
    yield f"{look.paint(name, BOLD)}  {look.paint(holder.standing.value, COLOURS[holder.standing])}"


def about(holder: Holder, others: Iterable[Holder], look: Look, home: str) -> Iterator[str]:
    for sentence in holder.because:
        yield from row(look, "Beware", words.sentence(sentence), RED)
    if holder.state in STATES:
        yield from row(look, "State", STATES[holder.state], YELLOW)
    yield from row(look, "Project" if holder.project else "Folder", project(holder, home))
    yield from row(look, "Program", program(holder, home))
    yield from row(look, "Command", at_home(" ".join(holder.command), home))
    yield from row(look, "Runs as", holder.user)
    yield from row(look, "Started by", " < ".join(holder.started_by))
    yield from row(look, "Kept by", kept(holder))
    also = [f"{other.program} (pid {other.process.pid})" for other in others]
    yield from row(look, "Also", words.listed(also) if also else "")
    yield from row(look, "Not seen", words.sentence(holder.unread) if holder.unread else "")


def project(holder: Holder, home: str) -> str:
    folder = at_home(holder.folder, home)
    tree = at_home(holder.worktree, home)
    where = f"{folder} (git worktree {tree})" if tree and tree != folder else folder
    if holder.worktree_of:
        of = f"of {at_home(holder.worktree_of, home)}" + (f" at {named(holder.branch)}" if holder.branch else "")
        where = f"{folder} (git worktree {tree if tree != folder else ''}".rstrip() + f" {of})"
    return f"{holder.project}, {where}" if holder.project else where


def named(branch: str) -> str:
    return branch if branch.startswith("commit ") else f"branch {branch}"


def program(holder: Holder, home: str) -> str:
    return at_home(holder.exe, home) + (f" (package {holder.package})" if holder.package else "")


def kept(holder: Holder) -> str:
    if holder.orphaned:
        return "nobody: who started it is gone"
    return holder.kept_by


def connected(who: Who) -> str:
    named = [f"{peer.connections} from {peer.address}" for peer in who.peers[:MOST_PEERS]]
    return words.listed([*named, *(["others"] if len(who.peers) > MOST_PEERS else [])])


def verb(held: Held) -> str:
    if held.way is Way.ELSEWHERE:
        return f"listens in network namespace {held.namespace} at"
    return {Way.LISTENS: "listens at", Way.BOUND: "holds, and does not listen at"}.get(held.way, f"{held.way.value} at")


def transport(held: Held) -> str:
    return " (UDP)" if held.transport == "udp" else ""


def shown(address: object, port: int) -> str:
    text = str(address)
    return f"[{text}]:{port}" if ":" in text else f"{text}:{port}"


def row(look: Look, label: str, text: str, *codes: str) -> Iterator[str]:
    if text:
        yield from hanging(look, f"  {label}".ljust(LABEL + 2), text, *codes)
