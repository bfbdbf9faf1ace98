"""
Two families of names are not DNS names, and only some programs know.

RFC 6761 section 6.3 gives everything below ``localhost`` to loopback.  Chromium,
Firefox, curl (from 7.85) and systemd-resolved obey; getaddrinfo(3) of glibc asks the
hosts file and then a name server, which knows no ``shop.localhost``.  So the page
opens in the browser, and Node, Python, Java and database drivers say ENOTFOUND.

Names that end in ``.local`` are asked of everybody on the link by multicast (RFC 6762).
That needs a responder (Avahi, systemd-resolved) and ``mdns`` in nsswitch.conf; it ends
at the first router, at most VPNs and at the wall of a container.
"""

from __future__ import annotations

import re

from portwise.knowledge.terms import names
from portwise.knowledge.terms.names import BELOW_LOCALHOST, ON_THE_LINK
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.client import Client
from portwise.model.facts import HERE, NSS
from portwise.model.outcome import Outcome

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
MULTICAST = ("mdns", "resolve")  # nss-mdns and its kin, nss-resolve


def special(view: View) -> list[str]:
    """The ending that makes it a name of its own kind, where the resolver gave nothing for it."""
    return [ending for ending in names.endings(view) if names.failure(view)]


def story(view: View, ending: str) -> str:
    if ending == BELOW_LOCALHOST:
        return "browsers and curl take it for this machine, and this system's resolver does not know it"
    if any(source.startswith(MULTICAST) for source in view[NSS.of(HERE)]):
        return "nobody on this network answers to it (mDNS)"
    return "such names are asked of the network (mDNS), and this system does not do that"


def below(view: View, ending: str) -> str | None:
    """It stands in a line of a shell."""
    return view.target.host if ending == BELOW_LOCALHOST and PLAIN.fullmatch(view.target.host) else None


CAUSE = Cause(
    id="localhost-subdomain-or-mdns-unresolved",
    hop=Hop.NAME,
    scope=Scope.MACHINE,
    ways=frozenset({Way.TCP, Way.UDP, Way.BIND}),
    explains=frozenset({Outcome.NAME_FAILURE, Outcome.CONNECTED}),
    prior=1.0,
    title="{name}: {story}",
    plain="The name is one that browsers know, and the system's resolver does not",
    about=About(
        "the system's resolver gives no address for a name below .localhost or .local",
        special,
        told="the system's resolver gives no address for {name}: {why}",
        denied="the name is none below .localhost or .local, or the system's resolver knows it",
        once=names.endings,
    ),
    needs=(),
    slots={
        "name": lambda view, _: view.target.host,
        "port": lambda view, _: str(view.target.port),
        "why": lambda view, _: names.failure(view),
        "story": story,
        "below": below,
        "link": lambda view, ending: view.target.host if ending == ON_THE_LINK else None,
    },
    remedies=(
        *(
            Remedy(
                "write {below} down for every program of this machine",
                ("sh", "-c", "echo 127.0.0.1 {below} >> /etc/hosts"),
                Safety.ASK,
                needs_root=True,
                undo="take the line out of /etc/hosts",
                platform=platform,
                plain="write the name down for every program of this machine: 127.0.0.1 NAME in the hosts file",
                when="below",
            )
            for platform in ("linux", "macos")
        ),
        Remedy(
            "or have the resolver know all names below .localhost, as for {below}: nss-myhostname before dns in the "
            "line hosts: of /etc/nsswitch.conf",
            ("apt-get", "install", "libnss-myhostname"),
            Safety.SHOW,
            needs_root=True,
            undo="apt-get remove libnss-myhostname",
        ),
        Remedy(
            "or give clients localhost, and {below} in the Host header only",
            ("curl", "-v", "-H", "Host: {below}", "http://localhost:{port}/"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "see whether a machine on the link answers to {link}",
            ("avahi-resolve-host-name", "{link}"),
            Safety.SAFE,
        ),
        Remedy(
            "see whether a machine on the link answers to {link}",
            ("dns-sd", "-G", "v4", "{link}"),
            Safety.SAFE,
            platform="macos",
        ),
        Remedy(
            "let this system ask for {link} and its kind: a responder, and mdns4_minimal before dns in nsswitch.conf",
            ("apt-get", "install", "avahi-daemon", "libnss-mdns"),
            Safety.SHOW,
            needs_root=True,
            undo="apt-get remove avahi-daemon libnss-mdns",
        ),
    ),
    prevention=("choose names that every client resolves: localhost, or lines of the hosts file",),
    suspect="a name that only browsers know",
    spares=frozenset({Client.BROWSER, Client.CURL}),  # they know what is below localhost
    see=(
        "https://www.rfc-editor.org/rfc/rfc6761#section-6.3",
        "https://www.rfc-editor.org/rfc/rfc6762",
        "https://github.com/nodejs/node/issues/50871",
        "man 8 nss-myhostname",
    ),
)
