"""
The port field of TCP and UDP has 16 bits (RFC 9293 section 3.1), so 619009 cannot
be put on the wire, and 0 is reserved.  Clients notice at different moments:

- browsers and Node refuse to parse the URL (ERR_INVALID_URL, "Invalid URL"), and
  Node's net.connect says ERR_SOCKET_BAD_PORT; no packet is sent;
- curl exits with 3, "URL using bad/illegal format or missing URL"; port 0 passes
  its parser and then it says "Couldn't connect to server" (7);
- Python's socket.connect raises OverflowError, "port must be 0-65535"; but
  whatever goes through getaddrinfo(3) first (http.client, urllib, requests, and
  ``python -m http.server``) keeps the low 16 bits in silence: 619009 is 29185.
  Such a server and such a client find each other, and no browser finds either.
"""

from __future__ import annotations

from portwise.knowledge.terms import targets
from portwise.model.cause import About, Cause, Hint, Hop, Remedy, Safety, Scope, Way
from portwise.model.outcome import Outcome

NEXT = "portwise {next}"

CAUSE = Cause(
    id="target-port-out-of-range",
    hop=Hop.TARGET,
    scope=Scope.MACHINE,
    ways=frozenset({Way.TCP, Way.UDP, Way.BIND}),
    explains=frozenset({Outcome.INVALID_URL}),
    prior=3.0,
    title="{written} is no port ({trouble}){perhaps}",
    plain="The port in the target cannot exist: ports go from 1 to 65535",
    about=About(
        "the port that was written is not one of 1 to 65535",
        targets.impossible,
        denied="the port can exist",
        trivial=True,
    ),
    needs=(),
    hints=(
        Hint(
            "somebody listens where clients come out that keep the low 16 bits",
            1.0,
            lambda view, written: targets.low_bits(written) in targets.listening(view),
            told="{wrapped}",
        ),
    ),
    slots={
        "written": targets.shown,
        "searched": targets.searched,
        "trouble": targets.trouble,
        "offer": targets.offer,
        "perhaps": targets.perhaps,
        "nearest": targets.nearest,
        "wrapped": targets.wrapped,
        "host": targets.host,
        "place": targets.place,
        "next": targets.again,
        "connects": lambda view, _: None if targets.binds(view) else "a client",
        "binds": lambda view, _: "a server" if targets.binds(view) else None,
    },
    remedies=(
        Remedy(
            "try {offer}",
            ("portwise", "why", "{host}:{nearest}"),
            Safety.SAFE,
            verify=NEXT,
            platform="any",
            when="connects",
        ),
        Remedy(
            "see whether {offer} is free",
            ("portwise", "why", "--bind", "{place}:{nearest}"),
            Safety.SAFE,
            verify=NEXT,
            platform="any",
            when="binds",
        ),
        Remedy(
            "see which ports have a listener: the right one is probably among them",
            ("ss", "-ltn"),
            Safety.SAFE,
            verify="portwise why {host}:PORT",
            when="connects",
        ),
        Remedy(
            "see which ports are taken: every other from 1 to 65535 can be yours",
            ("ss", "-ltn"),
            Safety.SAFE,
            verify=NEXT,
            when="binds",
        ),
        Remedy(
            "find where {searched} is written down, and correct it there",
            ("grep", "-rnIw", "--exclude-dir=node_modules", "--exclude-dir=.git", "-e", "{searched}", "."),
            Safety.SAFE,
            verify=NEXT,
            undo="put the old number back",
        ),
        Remedy(
            "do not trust a client that gets through: {wrapped}",
            (),
            Safety.SHOW,
            verify="curl -v {target}",
            platform="any",
            when="connects",
        ),
        Remedy(
            "do not trust a server that starts with it all the same: {wrapped}",
            (),
            Safety.SHOW,
            verify="ss -ltn",
            platform="any",
            when="binds",
        ),
    ),
    prevention=(
        "let the program check its PORT at the start and say which number it got",
        "write the port in one place, and read it from there everywhere else",
    ),
    see=(
        "https://www.rfc-editor.org/rfc/rfc9293#section-3.1",
        "https://url.spec.whatwg.org/#port-state",
        "man 3 getaddrinfo",
    ),
)
