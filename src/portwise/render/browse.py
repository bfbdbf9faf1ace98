"""What a browser met, in words: its own name for it, and the way it went."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.browse import Browsed, Dialled, Part, Resolver
from portwise.model.evidence import Evidence
from portwise.model.facts import BROWSED, HERE
from portwise.model.outcome import WELL
from portwise.model.report import Report, Verdict
from portwise.render import words
from portwise.render.doubts import under
from portwise.render.layout import Look, hanging

MOST_PARTS = 5
LONGEST_LABEL = 13  # of the column beside it
DIRECT = ("", "DIRECT")
UPGRADES = {"HSTS": "HSTS", "HttpsUpgrades": "browsers try https first"}


def lines(report: Report, seen: Evidence, look: Look) -> Iterator[str]:
    """Where all is well in few words."""
    browsed = seen.get(BROWSED.of(HERE))
    well = report.verdict is Verdict.REACHABLE and not look.verbose
    if browsed is None or (well and browsed.origin):  # the headline says it
        return
    source = seen.observation(BROWSED.of(HERE)).source if look.verbose else ""
    told = [] if well else [words.sentence("; ".join((*way(browsed), *([source] if source else []))))]
    yield from hanging(look, f"  {browsed.browser.name}", " ".join((f"{met(browsed)}.", *told)), under=under(look))
    parts = browsed.parts[:MOST_PARTS]
    for n, part in enumerate(parts):
        yield from hanging(look, "" if n else "  Not loaded", lacking(part), under=under(look))
    if more := len(browsed.parts) - len(parts):
        yield from hanging(look, "", f"and {more} more", under=under(look))


def met(browsed: Browsed) -> str:
    who = f"A page of {browsed.origin} asked, and " if browsed.origin else ""
    if browsed.error or browsed.blocked:
        word = browsed.blocked.partition(":")[2] or browsed.error or browsed.blocked
        return f"{who}{'m' if who else 'M'}et {word}"
    if browsed.cut:
        return f"{who}{'g' if who else 'G'}ot no answer within {browsed.elapsed_ms / 1000:.0f} s"
    return f"{who}{'g' if who else 'G'}ot HTTP {browsed.status}"


def way(browsed: Browsed) -> Iterator[str]:
    """Version first: what a browser blocks changes with it."""
    yield f"version {browsed.browser.version}, with a clean profile"
    if browsed.upgraded:
        yield f"it turned http into https by itself ({UPGRADES.get(browsed.upgraded, browsed.upgraded)})"
    elif browsed.final != browsed.url:
        yield f"it was sent on to {browsed.final}"
    if browsed.proxy not in DIRECT:
        yield f"by way of {browsed.proxy}"
    yield from map(looked_up, browsed.lookups)
    if browsed.tried:
        yield "connections: " + words.listed(map(dialled, browsed.tried))
    elif not browsed.works and not browsed.lookups:
        yield "it sent nothing"
    if browsed.policies:
        files = words.listed(dict.fromkeys(policy.file for policy in browsed.policies))
        yield f"an administrator settled {words.listed(policy.name for policy in browsed.policies)} in {files}"


def looked_up(one: Resolver) -> str:
    server = f" at {one.server}" if one.server else ""
    found = words.listed(map(str, one.addresses)) if one.addresses else one.error or "nothing"
    return f"{one.source or 'its resolver'}{server} says of {one.host}: {found}"


def dialled(one: Dialled) -> str:
    return f"{one.endpoint} {short(one.error) if one.error else 'connected'}"


def short(error: str) -> str:
    """As attempts of our own are told: refused, reset."""
    return error.removeprefix("NS_").removeprefix("ERROR_").removeprefix("ERR_").removeprefix("CONNECTION_").casefold()


def lacking(part: Part) -> str:
    word = part.blocked.partition(":")[2] or part.error or part.blocked or f"HTTP {part.status}"
    origin = f" --origin {part.origin}" if part.blocked.startswith("cors:") else ""
    return f"{part.url}: {word} (portwise why {part.url}{origin})"


def difference(report: Report, word: str) -> str:
    """The beginning of the headline, where the browser and portwise itself met different things; "" where not."""
    browsed = report.evidence.get(BROWSED.of(HERE))
    if browsed is None or not report.attempts:
        return ""
    plainly = all(tried.met in WELL for tried in report.attempts)
    if plainly and not browsed.works:
        return f"It answers, but not {'to a page in ' if browsed.origin else 'to '}{browsed.browser.name}"
    return f"{word}, but not in {browsed.browser.name}" if browsed.works and not plainly else ""
