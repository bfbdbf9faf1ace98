"""``--out FILE.html``: one page with the way drawn and the broken hop marked; it loads nothing and runs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.model.bundle import Bundle
from portwise.model.cause import Hop
from portwise.model.report import Blocked, Report, Step, Verdict
from portwise.render import words
from portwise.render.escape import printable
from portwise.render.poster_style import STYLE
from portwise.render.story import STAND_INS, Proof, Row, Ruled, Story, Told, name
from portwise.render.whose import story_of

CLASSES = {"blocked": "broken", "clear": "clear", "unknown": "unknown", "not reached": "beyond"}
SIGNS = {"blocked": "✗", "clear": "✓", "unknown": "?", "not reached": "·"}
SAYS = {"blocked": "broken here", "clear": "clear", "unknown": "not known", "not reached": "not reached"}
MARKS = {Verdict.REACHABLE: "✓", Verdict.BROKEN: "✗", Verdict.AMBIGUOUS: "!", Verdict.UNKNOWN: "?"}
KINDS = {Verdict.REACHABLE: "clear", Verdict.BROKEN: "broken"}
ASKS = {  # what is asked at each hop
    Hop.TARGET: "Is it a place at all?",
    Hop.CLIENT: "What does the client do first?",
    Hop.NAME: "Which address has the name?",
    Hop.ROUTE: "Does a way lead there?",
    Hop.FILTER: "Does something turn it away?",
    Hop.LISTENER: "Does somebody wait there?",
    Hop.PROCESS: "Does it work?",
    Hop.TLS: "Do both sides agree on TLS?",
    Hop.HTTP: "Is the answer right?",
}
TYPED = re.compile(r"`([^`<>]{1,400})`")
MOST_AT_HOP, MOST_LIKELY, MOST_OPEN = 3, 5, 12
# Nothing from elsewhere, no script, no form: whatever a name of a process would like to be
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render(report: Report, bundle: Bundle) -> str:
    told = story_of(report, bundle)
    body = "\n".join(
        line
        for part in (
            head(told),
            way(told),
            met(told),
            findings(told),
            hops(told),
            likely(told),
            unknown(told),
            foot(told),
        )
        for line in part
    )
    title = text(told.says)
    return (
        "<!doctype html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def text(value: str) -> str:
    """The one way in which anything comes into the page."""
    value = printable(value.replace("\n", " "))
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        value = value.replace(sign, entity)
    return value


def prose(value: str) -> str:
    """A sentence, in which a command stands between backticks."""
    return TYPED.sub(r"<code>\1</code>", text(value))


def argv(command: Iterable[str]) -> str:
    return text(" ".join(words.quoted(word) for word in command))


def source(proof: Proof) -> str:
    return f' <code class="source">{text(proof.source)}</code>' if proof.source else ""


def head(told: Story) -> Iterator[str]:
    kind = KINDS.get(told.verdict, "unknown")
    yield f'<header class="{kind}">'
    yield f'<p class="mark" aria-hidden="true">{MARKS[told.verdict]}</p>'
    yield f"<h1>{text(told.says)}</h1>"
    there = f" from <code>{text(told.vantage)}</code>" if told.vantage else ""
    lead = next(iter(told.found), None)
    chance = f" · {text(lead.chance)}" if lead and lead.chance else ""
    chance += f" · <code>{text(lead.cause)}</code>" if lead else ""
    yield f'<p class="under"><code>{text(told.target)}</code>{there} · {text(told.verdict.value)}{chance}</p>'
    yield "</header>"


# The way


def way(told: Story) -> Iterator[str]:
    if not told.path:
        return
    yield '<section aria-label="The way">'
    yield '<ol class="way">'
    for hop in told.path:
        yield (
            f'<li class="{CLASSES[hop.state]}"><span class="sign" aria-hidden="true">{SIGNS[hop.state]}</span>'
            f'<span class="hop">{name(hop.hop)}</span><span class="state">{SAYS[hop.state]}</span></li>'
        )
    yield "</ol>"
    yield "</section>"


def hops(told: Story) -> Iterator[str]:
    """Each hop with its evidence."""
    if not told.path:
        return
    yield "<section>"
    yield "<h2>Hop by hop</h2>"
    yield '<div class="cards">'
    for hop in told.path:
        yield from card(hop, told)
    yield "</div>"
    yield "</section>"


def card(hop: Blocked, told: Story) -> Iterator[str]:
    yield f'<article class="card {CLASSES[hop.state]}">'
    yield (
        f'<h3><span class="sign" aria-hidden="true">{SIGNS[hop.state]}</span> {name(hop.hop)}'
        f" <small>{SAYS[hop.state]}</small></h3>"
    )
    yield f'<p class="asks">{ASKS[hop.hop]}</p>'
    rows = [*evidence(hop, told)]
    if rows:
        yield "<ul>"
        yield from rows
        yield "</ul>"
    else:
        yield f'<p class="asks">{NOTHING[hop.state]}</p>'
    yield "</article>"


NOTHING = {
    "blocked": "",
    "clear": "Nothing spoke against it.",
    "unknown": "Nobody could look.",
    "not reached": "Nobody came so far: what is broken before it has to go first.",
}


def evidence(hop: Blocked, told: Story) -> Iterator[str]:
    for one in told.found:
        if one.hop is hop.hop:
            yield from (f"<li>{prose(proof.says)}{source(proof)}</li>" for proof in one.proofs)
    for one in [one for one in told.likely if one.hop is hop.hop][:MOST_AT_HOP]:
        yield f"<li>Not known whether {text(words.inside(one.title))}</li>"
    if hop.state == "not reached":
        return
    for gone in [gone for gone in told.ruled if gone.hop is hop.hop][:MOST_AT_HOP]:
        yield f"<li>{not_so(gone)}</li>"


def not_so(gone: Ruled) -> str:
    what = text(gone.suspect or words.inside(gone.title))
    return f"<s>{what}</s>: {text(words.inside(gone.proof.says))}{source(gone.proof)}"


# What was met, found, and is not known


def met(told: Story) -> Iterator[str]:
    if not told.rows:
        return
    yield "<section>"
    yield "<h2>What answered on each address</h2>"
    yield '<div class="rows">'
    for row in told.rows:
        yield from address(row)
    yield "</div>"
    if told.who:
        yield f"<p>{text(' '.join(told.who))}</p>"
    yield "</section>"


def address(row: Row) -> Iterator[str]:
    kind = "unknown" if row.well is None else "clear" if row.well else "broken"
    yield (
        f'<div class="row {kind}"><code>{text(row.where)}</code> <b>{text(row.met)}</b> <span>{text(row.who)}</span>'
        f" <small>{text(row.how)}</small></div>"
    )


def findings(told: Story) -> Iterator[str]:
    if not told.found:
        return
    yield "<section>"
    yield f"<h2>{'What is broken, and what to do' if told.verdict is not Verdict.REACHABLE else 'What was found'}</h2>"
    for number, one in enumerate(told.found, 1):
        yield '<article class="finding">'
        chance = f" · {text(one.chance)}" if one.chance else ""
        under = f"<small><code>{text(one.cause)}</code>{chance} · {name(one.hop)}</small>"
        yield f"<h3>{number}. {text(one.title)} {under}</h3>"
        yield "<ul>"
        yield from (f"<li>{prose(proof.says)}{source(proof)}</li>" for proof in one.proofs)
        if one.unless:
            yield f"<li>Unless {text(words.listed(one.unless, 'or'))}, which could not be seen{settling(one)}</li>"
        yield "</ul>"
        yield from remedies(one.steps)
        yield "</article>"
    yield "</section>"


def settling(one: Told) -> str:
    return f"; to settle it: {', '.join(f'<code>{text(step)}</code>' for step in one.settle[:3])}" if one.settle else ""


def begun(does: str) -> str:
    return f"{does[:1].upper()}{does[1:]}."


def remedies(steps: tuple[Step, ...]) -> Iterator[str]:
    if not steps:
        return
    yield '<ol class="steps">'
    for step in steps:
        root = ", needs root" if step.needs_root else ""
        command = f"<pre><code>{argv(step.command)}</code></pre>" if step.command else ""
        yield (
            f"<li>{prose(begun(step.does))} <small>{text(step.safety.value)}{root}</small>{command}"
            f'<small class="check">Check: <code>{text(step.verify)}</code>. Undo: {prose(step.undo)}.</small></li>'
        )
    yield "</ol>"


def likely(told: Story) -> Iterator[str]:
    kept = told.likely[:MOST_LIKELY]
    if not kept:
        return
    yield "<section>"
    yield "<h2>Not tested, and would explain it</h2>"
    yield "<ul>"
    yield from (f"<li>{text(one.title)} <code>{text(one.cause)}</code>{settling(one)}</li>" for one in kept)
    yield "</ul>"
    yield "</section>"


def unknown(told: Story) -> Iterator[str]:
    if not told.open:
        return
    yield "<section>"
    yield "<h2>Not known</h2>"
    yield "<ul>"
    for one in told.open[:MOST_OPEN]:
        yield f"<li>{text(one.what)}: {text(one.why)} <small>to know: <code>{text(one.to_know)}</code></small></li>"
    yield "</ul>"
    yield "</section>"


def foot(told: Story) -> Iterator[str]:
    if told.timeline or told.said:
        yield "<section>"
        yield "<h2>What somebody said</h2>"
        yield "<ul>"
        yield from ([f"<li>{text(words.sentence(told.said))}</li>"] if told.said else [])
        yield from (f"<li>{text(when)}: {text(what)}</li>" for when, what in told.timeline)
        yield "</ul>"
        yield "</section>"
    if lines := [line for line in (told.client, told.ask) if line]:
        yield "<section>"
        yield "<h2>The same again</h2>"
        yield f"<pre><code>{'&#10;'.join(argv(line) for line in lines)}</code></pre>"
        yield "</section>"
    yield f"<footer>{text(told.made)}. {text(STAND_INS)}</footer>"
