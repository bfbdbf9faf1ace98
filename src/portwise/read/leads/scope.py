"""Names of containers, asked for where nobody knows them."""

from __future__ import annotations

import re

from portwise.model.reading import Lines
from portwise.read.hints import Test, met, says
from portwise.read.lead import Lead
from portwise.read.leads.inside import HOST_NAMES
from portwise.read.scene import engine, given, inside, not_found
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed


def short_name(text: Text) -> Lines:
    """A name without a dot was not found."""
    return tuple(n for name, lines in not_found(text).items() if "." not in name and name != "localhost" for n in lines)


def names_and(*patterns: str) -> Test:
    """One of these, where names are spoken of; networks alone are made for other ends too."""
    return lambda text: given(
        text.find(r"(?<![-.\w])(?:host ?|container |service )?names?\b(?![=:])|resolv|\bdns\b") or not_found(text),
        text.find(*patterns),
    )


def name_of_service(text: Text) -> Lines:
    """What was not found is called as a service of the compose file is."""
    names = (re.escape(name) for name in not_found(text) if "." not in name and name != "localhost")
    return tuple(n for name in names for n in text.find(rf"^\s+{name}:\s*$", rf"container_name: *\"?{name}\b"))


def named_in_full(text: Text) -> Lines:
    """A name with a dot was not found; where no name is told, it may be any."""
    return tuple(n for one in failed(text, "name-failure") if "." in one.sign.host for n in one.lines)


LEADS = (
    Lead(
        "container-dns-name-out-of-scope",
        "a name without a dot is not found, and containers are in play",
        2.5,
        lambda t: both(short_name(t), either(engine(t), inside(t))),
    ),
    Lead(
        "container-dns-name-out-of-scope",
        "what is not found is called as a service of the compose file is",
        1.5,
        name_of_service,
    ),
    Lead(
        "container-dns-name-out-of-scope",
        "the name server of the engine does not know it",
        2,
        says(r"127\.0\.0\.11\b|\bembedded dns\b|docker(?:'s)? (?:internal )?dns"),
    ),
    Lead(
        "container-dns-name-out-of-scope",
        "the containers share no network",
        2.5,
        names_and(
            r"\b(?:not (?:on|in|connected to|attached to|part of)|different|separate|another|same|custom|"
            r"user-defined|default bridge) (?:the )?(?:same )?(?:docker |compose |bridge )?networks?\b",
            r"\"networks\": *\{\}|\.networksettings\.networks.{0,20}\n\s*\{\}|\bnetwork connect\b|"
            r"docker network (?:ls|inspect|create)",
        ),
    ),
    Lead(
        "container-dns-name-out-of-scope",
        "the name of a container is asked for outside of its network",
        2,
        lambda t: both(
            short_name(t),
            t.find(r"\b(?:from|on) (?:the|my) host\b|\bin (?:the|my) browser\b|\bpgadmin\b|\bdbeaver\b|\bdatagrip\b"),
            engine(t),
        ),
    ),
    Lead(
        "container-dns-name-out-of-scope",
        "what is not found is a public name",
        -2,
        lambda t: unless(named_in_full(t), short_name(t), t.find(HOST_NAMES)),
    ),
    Lead(
        "container-dns-name-out-of-scope",
        "the name of the host itself is what is not found",
        -2,
        lambda t: both(met(t, "name-failure"), t.find(HOST_NAMES)),
    ),
    Lead(
        "dns-resolution-failure",
        "it is the name of a container, which no name server of the world knows",
        -2,
        lambda t: given(engine(t), short_name(t)),
    ),
)
