"""
Virus scanners, company gateways and debugging proxies read what is encrypted by
standing in the middle.  They end the session of the client themselves, with a
certificate for the wanted name that they make on the spot, and open one of their own
to the server (RFC 7457 calls it an attack; a company calls it inspection).

It goes well for those who trust the authority that signs these certificates: the
installer, or the administrator, has put it into the store of the system.  Java, Node,
Python's requests, Firefox and every container bring stores of their own, know
nothing of it, and turn away.  So one program works and the next one says "self-signed
certificate in certificate chain", and the server is not to blame: it never saw them.
The issuer gives it away, for the makers put their names there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.knowledge.terms import attempts, certificates
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.exchange import Certificate
from portwise.model.facts import AGENTS, HERE
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple

# What their makers have the issuer called, as their manuals show it; none of them signs for servers of the public
MAKERS = (
    (r"ESET SSL Filter CA", "ESET"),
    (r"avast!? Web/Mail Shield", "Avast"),
    (r"AVG Web/Mail Shield", "AVG"),
    (r"Norton Web/Mail Shield", "Norton"),
    (r"Kaspersky (?:Anti-Virus|Endpoint Security|Web) ?\w* Root", "Kaspersky"),
    (r"Bitdefender (?:Personal )?CA", "Bitdefender"),
    (r"AdGuard Personal CA", "AdGuard"),
    (r"Sophos(?:[ _](?:SSL|Web|Endpoint|CA)|.*Appliance)", "Sophos"),
    (r"Zscaler (?:Intermediate )?Root CA", "Zscaler"),
    (r"\.goskope\.com|Netskope", "Netskope"),
    (r"Cisco Umbrella", "Cisco Umbrella"),
    (r"Fortinet_CA|Fortinet Untrusted CA|FortiGate CA", "FortiGate"),
    (r"Gateway CA - Cloudflare|Cloudflare for Teams", "Cloudflare Gateway"),
    (r"McAfee Web Gateway|Skyhigh Secure Web Gateway", "Skyhigh Web Gateway"),
    (r"Forcepoint|Websense", "Forcepoint"),
    (r"Blue ?Coat|Symantec Web Security", "Symantec Web Security"),
    (r"Menlo Security", "Menlo Security"),
    (r"Securly", "Securly"),
    (r"mitmproxy", "mitmproxy"),
    (r"DO_NOT_TRUST_FiddlerRoot|Fiddler Root Certificate", "Fiddler"),
    (r"Charles Proxy", "Charles"),
    (r"Proxyman CA", "Proxyman"),
    (r"PortSwigger CA", "Burp"),
    (r"(?:OWASP )?(?:Zed Attack Proxy|ZAP) Root CA", "ZAP"),
    (r"HTTP Toolkit CA", "HTTP Toolkit"),
)


class Inspected(NamedTuple):
    """The certificate that was shown, and whose name stands under it."""

    maker: str
    shown: Certificate


def inspected(view: View) -> Iterator[Inspected]:
    for shown in certificates.shown(view):
        maker = next((maker for pattern, maker in MAKERS if re.search(pattern, shown.issuer)), None)
        if maker:
            yield Inspected(maker, shown)


def network(view: View, about: Inspected) -> str | None:
    """Where, if not here."""
    return None if runs_here(view, about) else "a gateway of the network, or a proxy on another machine"


def runs_here(view: View, about: Inspected) -> bool:
    """The agent has the name of its maker, the certificate may have that of the product: Cloudflare Gateway."""
    return any(about.maker.startswith(maker) for maker in view[AGENTS.of(HERE)])


CAUSE = Cause(
    id="security-software-interception",
    hop=Hop.TLS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TLS_ERROR}),
    prior=0.0,
    title="{maker} stands between, and shows a certificate of its own for {host}",
    plain="Security software or a debugging proxy stands between the client and the server",
    about=About(
        "the issuer of the certificate is one of those that inspecting software signs with",
        inspected,
        told="the certificate for {host} is issued by {issuer}, with which {maker} signs what it has opened",
        denied="the certificate is of no known inspecting software",
        once=attempts.with_tls,
    ),
    needs=(
        Clause(
            "a client with the trust store of this system turns away for who signed it",
            lambda view, about: certificates.distrusted(view, about.shown),
            told='a client with the trust store of this system turns away: "{distrust}"',
            denied="a client with the trust store of this system has nothing against who signed it",
        ),
    ),
    hints=(
        Hint(
            "a program of that maker runs on this machine",
            1.0,
            runs_here,
            told="a program of {maker} runs on this machine, and does it here",
        ),
    ),
    slots={
        "network": network,
        "maker": lambda _, about: about.maker,
        "host": lambda view, _: view.target.host,
        "issuer": lambda _, about: about.shown.issuer,
        "distrust": lambda view, about: certificates.distrust(view, about.shown),
        "place": certificates.SLOTS["place"],
    },
    remedies=(
        Remedy(
            "see who signed what came",
            ("openssl", "s_client", "-connect", "{place}", "-showcerts"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "look for it in {network}: no program of {maker} is known to run here",
            (),
            Safety.SHOW,
            platform="any",
            when="network",
        ),
        Remedy(
            "if it is meant to be here: have its authority from {maker} or your administrator, copy it as CA.crt to "
            "/usr/local/share/ca-certificates, then",
            ("update-ca-certificates",),
            Safety.SHOW,
            needs_root=True,
            undo="remove the file, and update-ca-certificates --fresh",
        ),
        Remedy(
            "tell those with a store of their own: NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, keytool, every image",
            ("export", "NODE_EXTRA_CA_CERTS=CA.crt"),
            Safety.SHOW,
            undo="unset the variable",
            platform="any",
        ),
        Remedy(
            "or have {host} left out of the inspection, in the settings of {maker} or by your administrator",
            (),
            Safety.SHOW,
            undo="take the exception back",
            platform="any",
        ),
    ),
    prevention=(
        "leave localhost and your development servers out of every inspection",
        "put the company's authority into base images and machine set-ups, not into single programs",
    ),
    suspect="security software",
    see=("https://www.rfc-editor.org/rfc/rfc7457", "man 8 update-ca-certificates"),
)
