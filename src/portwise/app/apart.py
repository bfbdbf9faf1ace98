"""
A text in which browsers alone fail: what is proven, what hits browsers and spares curl, what to do meanwhile.

Where curl gets through at every address, no cause on the way or at the server explains what browsers meet.  What is
left cannot be proven from a text: each suspect is told with the one test that would settle it.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.cause import Hop, Safety
from portwise.model.evidence import Evidence
from portwise.model.facts import LINE
from portwise.model.outcome import Outcome
from portwise.model.reading import Failure, Lines, Noted, Platform, Success, Workaround
from portwise.model.report import Finding, Report, Said, State, Step
from portwise.model.testimony import Elsewhere, Heard, Saw, Testimony
from portwise.read.hints import TOOLS
from portwise.read.met import BROWSERS
from portwise.read.places import is_address, is_loopback
from portwise.read.signs.statements import fails
from portwise.read.text import Text
from portwise.reason import testimony as reasoning
from portwise.words.elsewhere import MACOS, ON_LOOPBACK, Suspect, filled, settling, suspects
from portwise.words.meanwhile import BROWSERS_ALONE, MENDING, PREVENTION

NOT_HERE = ("localhost-is-another-machine",)  # a browser beside the shell that asks has the same localhost
ELSEWHERE = ("phone", "elsewhere", "outside", "container")  # places in which a browser may be as well
WITHIN = ("docker", "kubernetes", "wsl")
REMOTE = (
    r"\b(?:ssh(?:'ed)?|putty|ec2|aws|azure|gcp|vps|droplet|vagrant|homestead|virtual ?box|vmware|vms?|virtual machine|"
    r"codespaces?|gitpod|colab|remote (?:host|server|machine|box)|cloud|tunnel|emulator|port[- ]forward\w*)\b"
)
ONE_PROFILE = ("browser-profile-or-version-fault", "browser-cached-state", "browser-extension-or-policy-block")


def browsers_alone(text: Text, seen: Evidence) -> bool:
    """Whether a client like ours printed that it got through to this machine, and browsers on it did not."""
    through = bool(seen.endpoints) and all(seen.met(spot) is Outcome.CONNECTED for spot in seen.endpoints)
    failed = any(noted.sign.client in BROWSERS for noted in text.signs(Failure))
    return through and failed and is_loopback(seen.target.host) and not two_machines(text)


def two_machines(text: Text) -> bool:
    """A browser may be on another machine than the shell."""
    within = any(noted.sign.name in WITHIN for noted in text.signs(Platform))
    return within or bool(fails(text, *ELSEWHERE) or text.find(REMOTE))


def told_apart(report: Report, text: Text, seen: Evidence) -> Report:
    """*report*, with what was heard, what is proven, and ways around."""
    rows = tuple(elsewhere(report, text, seen))
    proven = tuple(proof(text, seen))
    judged = sorted((spared(f, proven) for f in report.findings), key=lambda f: f.state is State.REFUTED)
    lead = next((f.cause for f in judged if f.state is not State.REFUTED), "")
    findings = tuple(with_proof(mended(f, report), proven, f.cause == lead) for f in judged)
    ranked = sorted(rows, key=lambda row: row.cause != lead)
    url = report.target.url or f"http://{report.target.raw}"
    fill = {"{url}": url, "{port}": str(report.target.port)}
    around = tuple(
        Workaround(one.does, tuple(replaced(word, fill) for word in one.command), one.undo) for one in BROWSERS_ALONE
    )
    return report._replace(
        findings=findings,
        heard=Heard(Testimony(reasoning.told(seen)), (), tuple(ranked), ()),
        reading=report.reading and report.reading._replace(workarounds=around, prevention=PREVENTION),
    )


def replaced(word: str, fill: dict[str, str]) -> str:
    for gap, value in fill.items():
        word = word.replace(gap, value)
    return word


def elsewhere(report: Report, text: Text, seen: Evidence) -> Iterator[Elsewhere]:
    """The suspects of `portwise.words.elsewhere`; on a Mac the privacy setting too, with what speaks against it."""
    mac = any(noted.sign.name == "macos" for noted in text.signs(Platform))
    every = bool(fails(text, "same-in-all-browsers"))
    done: set[str] = set(NOT_HERE)
    for saw in reasoning.told(seen):
        if saw.works:
            continue
        for row in rows(saw, report, mac):
            if row.cause not in done and not (every and row.cause in ONE_PROFILE[:2]):
                done.add(row.cause)
                test, argv = settling(row, saw)
                command = tuple(filled(word, saw, report.target) for word in argv)
                says = filled(row.says, saw, report.target)
                yield Elsewhere(row.cause, says, filled(test, saw, report.target), command, False)


def rows(saw: Saw, report: Report, mac: bool) -> Iterator[Suspect]:
    found = [*suspects(saw, report.target, MACOS if mac else "", True)]
    if mac and is_loopback(report.target.host):
        at = next((n + 1 for n, row in enumerate(found) if row.cause == "dead-or-misconfigured-proxy"), len(found))
        found.insert(at, ON_LOOPBACK)
    yield from found


def shown_by(text: Text) -> Iterator[int]:
    """The lines of the proof."""
    signs = (*text.signs(Success), *text.signs(Failure))
    yield from (n for noted in signs for n in noted.lines)
    yield from fails(text, "same-in-all-browsers")


def proof(text: Text, seen: Evidence) -> Iterator[Said]:
    """Who got through where, and who did not, each with its lines."""
    through = [n for n in text.signs(Success) if n.sign.client in TOOLS and n.sign.port and not n.sign.told]
    parts = [part(port, [n for n in through if n.sign.port == port]) for port in ports(through)]
    if parts:
        client = through[0].sign.client
        yield Said(f"{client} gets through to {'; to '.join(parts)}", cites(seen, [n.lines for n in through]))
    failed = [n for n in text.signs(Failure) if n.sign.client not in TOOLS]
    who = "every browser" if fails(text, "same-in-all-browsers") else "a browser"
    if failed:
        shown = [n.lines for n in failed] + [fails(text, "same-in-all-browsers")]
        yield Said(f"{who} meets {failed[0].sign.word}", cites(seen, shown))


def ports(through: list[Noted[Success]]) -> list[int]:
    return sorted({n.sign.port for n in through if n.sign.port})


def part(port: int, through: list[Noted[Success]]) -> str:
    hosts = sorted({n.sign.host for n in through if is_address(n.sign.host)}) or sorted({n.sign.host for n in through})
    status = next((f", with HTTP {n.sign.status}" for n in through if n.sign.status), "")
    return f"port {port} at {' and '.join(host for host in hosts if host) or 'this machine'}{status}"


def cites(seen: Evidence, groups: list[Lines]) -> tuple[str, ...]:
    numbers = dict.fromkeys(n for group in groups for n in group)
    return tuple(seen.observation(LINE.of(n)).id for n in numbers if LINE.of(n) in seen)


def spared(finding: Finding, proven: tuple[Said, ...]) -> Finding:
    """What is on the way or at the server meets curl as it meets browsers, whatever else speaks for it."""
    apart = finding.hop is Hop.CLIENT or finding.hop > Hop.PROCESS or finding.cause in MENDING
    if finding.state is not State.UNTESTED or apart:
        return finding
    return finding._replace(state=State.REFUTED, against=(*finding.against, *proven[:1]), steps=())


def mended(finding: Finding, report: Report) -> Finding:
    """Told as what it would be here: on a machine the cause is proven by more than a text has."""
    mending = MENDING.get(finding.cause)
    if mending is None or finding.state is not State.UNTESTED:
        return finding
    url = report.target.url or f"http://{report.target.raw}"
    steps = tuple(
        Step(does, tuple(word.replace("{url}", url) for word in command), Safety.SHOW, False, verify, undo, platform)
        for does, command, verify, undo, platform in mending.steps
    )
    return finding._replace(title=mending.title, steps=steps)


def with_proof(finding: Finding, proven: tuple[Said, ...], leads: bool) -> Finding:
    """For who leads, what is proven stands first; for who is refuted, it is what refutes."""
    if finding.state is not State.REFUTED:
        return finding._replace(because=(*proven, *finding.because)) if leads else finding
    told = proven[0].says.partition(" to port")[0] if proven else ""
    against = tuple(s._replace(told=told) if s.trivial and not s.holds else s for s in finding.against)
    return finding._replace(against=against)
