"""Who is hurt and who gets through, and with --verbose what each client shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portwise.model.client import Shown
from portwise.model.outcome import WELL
from portwise.model.report import Report
from portwise.render import words
from portwise.render.layout import DIM, Look, hanging

COLUMN, NARROW = 15, 50  # as "Ruled out"
ROOMY = 70  # columns from which names and words stand side by side


def lines(report: Report, look: Look) -> Iterator[str]:
    clients = report.clients or ()
    under = COLUMN if look.columns >= NARROW else 4
    through, hurt = [c for c in clients if c.meets in WELL], [c for c in clients if failing(c)]
    if through and hurt:
        yield from hanging(look, "  Who fails", f"{grouped(hurt)}; {names(through)} get through", under=under)
    if look.verbose and hurt:
        yield from each(clients, look)


def failing(client: Shown) -> bool:
    return client.meets is not None and client.meets not in WELL


def names(clients: Sequence[Shown]) -> str:
    return words.listed([client.name for client in clients])


def grouped(clients: Sequence[Shown]) -> str:
    """Those with one reason together."""
    reasons = dict.fromkeys(client.because for client in clients)
    groups = {reason: [client for client in clients if client.because == reason] for reason in reasons}
    return "; ".join(names(group) + (f" ({reason})" if reason else "") for reason, group in groups.items())


def each(clients: Sequence[Shown], look: Look) -> Iterator[str]:
    yield "  What each client shows"
    width = max(len(client.name) for client in clients)
    under = width + 6 if look.columns >= ROOMY else 6
    for client in clients:
        yield from hanging(look, f"    {client.name}", shows(client), under=under)
        yield from hanging(look, "", client.source, DIM, under=under)


def shows(client: Shown) -> str:
    if client.meets is None:
        return f"not known{', ' * bool(client.because)}{client.because}"
    if client.meets in WELL:
        return "gets through"
    return client.says or f"{client.meets.value}, in words that nobody has noted here"
