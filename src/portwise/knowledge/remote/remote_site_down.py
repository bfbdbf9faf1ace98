"""
"Is it down for everybody, or just for me?"  From one machine that cannot be told:
silence may be a filter on the way, a refusal may be forged, a gateway may be broken,
and each looks like a server that is off.  Asked from a second network the question has
an answer.  Where the same address and port let nobody in from there either, and
neither side has a reason of its own, the trouble is at the other end: the machine or
its service is down, its own firewall takes nobody, its provider has closed it.
Nothing on this machine mends that.

Two views are two, and not the world; both may lie in the same company.  So the finding
says from where it was tried, and is never made from one.
"""

from portwise.knowledge.terms import afar, words
from portwise.model.cause import WHOLE, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import COMPARED, LOCAL
from portwise.model.vantage import KEPT_OUT


def foreign(view: View, _: None) -> bool:
    """A loopback address is another machine for everybody who asks."""
    return not view[LOCAL.of(view.at.address)] and not view.at.address.is_loopback


def nowhere(view: View, _: None) -> bool:
    compared = view[COMPARED.of(view.at)]
    return {compared.here, compared.there} <= KEPT_OUT


def where(view: View, _: None) -> str:
    return view[COMPARED.of(view.at)].place.name


CAUSE = Cause(
    id="remote-site-down",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=KEPT_OUT,
    prior=-0.5,
    title="{endpoint} lets nobody in, from here or from {where}: the trouble is at the other end",
    plain="The address and port let nobody in from two networks: the trouble is at the other end",
    about=WHOLE,
    needs=(
        Clause(
            "the address is another machine's",
            foreign,
            denied="the address is this machine's own",
            trivial=True,
        ),
        Clause(
            "the same address and port let nobody in from another network either",
            nowhere,
            told="from here {endpoint} {here}, and from {where} it {there}",
            denied="from another network it answers",
        ),
    ),
    excludes=(
        Clause(
            "this machine has a reason of its own to fail (portwise why, as root, would name it)",
            lambda view, _: afar.explained_here(view, view.at),
        ),
    ),
    slots={
        "endpoint": lambda view, _: str(view.at),
        "host": words.host,
        "where": where,
        "here": lambda view, _: afar.fares(view[COMPARED.of(view.at)].here),
        "there": lambda view, _: afar.fares(view[COMPARED.of(view.at)].there),
    },
    remedies=(
        Remedy(
            "ask whoever runs {host}, or look at the status page of its provider",
            (),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "if it is yours: log in, and ask there",
            ("ssh", "{host}", "portwise", "why", "{endpoint}"),
            Safety.SHOW,
            platform="any",
        ),
    ),
    prevention=("watch your services from outside of their own network", "know who runs what you depend on"),
    suspect="a service that is down for everybody",
    see=("man 1 ssh", "https://www.rfc-editor.org/rfc/rfc9293#section-3.10.7.1"),
)
