"""What speaks for a server that was told one address: by settings as people quote them, and by who gets through."""

from __future__ import annotations

import re
from collections.abc import Callable

from portwise.model.reading import Lines
from portwise.read.grounds import bind_trouble
from portwise.read.hints import met, silence
from portwise.read.lead import Lead
from portwise.read.scene import engine, inside
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import failed, kind, lines, listening

KEY = (
    r"(?:[\w.-]{0,24}(?:listen|bind)[\w.-]{0,20}|bound|(?:serv(?:er|ing|es?)|http|api|rpc|network|web)[._ ]?(?:host|"
    r"address|on|at)|\w{0,20}local_ip|--(?:host|ip|addr(?:ess)?)|(?:host(?:name)?|interface|ip|"
    r"address)(?=[\"'`]?\s?[=:,]))"
)
TOLD = re.compile(
    rf"(?<![\w.-]){KEY}[\"'`]?(?:\s?[=:,]\s?|\s(?:only |just )?(?:on |to |at |is )?)[\[({{\"'`\s]{{0,3}}"
    r"(?:[a-z_]{2,14}://)?(?P<host>(?:\d{1,3}\.){3}\d{1,3}|localhost|\[?::1\]?)(?![\w-])"
)
SERVED = re.compile(  # `http server running at http://localhost:5601`
    r"\b(?:running|started|listening|responding|serving|serves?|bound|available|ready|local|url|visit)\b[^\n]{0,30}?"
    r"\bhttps?://(?P<host>localhost|127\.0\.0\.1|\[::1\])(?::\d+)?"
)
NO_CLIENT = re.compile(r"\b(?:curl|wget|psql|telnet|ssh|ping|dial tcp|connect(?:ing|ion)? to)\b[^\n]{0,30}$")
NOT_FAR = ("localhost", "loopback4", "loopback6", "any", "")
SILENT_ONLY = "timeout", "hang", "unreachable"


def told(text: Text, loopback: bool) -> dict[str, Lines]:
    """Addresses that a server is told or says, with their lines."""
    found: dict[str, Lines] = {}
    for hit in (*TOLD.finditer(text.folded), *SERVED.finditer(text.folded)):
        host = hit["host"].strip("[]")
        near = kind(host) in ("localhost", "loopback4", "loopback6") and not odd(host)
        if kind(host) != "any" and near is loopback and not NO_CLIENT.search(text.folded[: hit.start()][-60:]):
            found.setdefault(host, (text.number(hit.start("host")),))
    return found


def odd(host: str) -> bool:
    """127.0.1.1 of Debian, as one address among others."""
    return host.startswith("127.") and not host.startswith("127.0.0.")


def of(found: dict[str, Lines]) -> Lines:
    return tuple(dict.fromkeys(n for part in found.values() for n in part))


def refused(text: Text) -> Lines:
    return either(
        met(text, "refused"), text.find(r"\brefus(?:es?|ed|al)\b|\bunable to connect\b|\berr_connection_refused\b")
    )


def afar(text: Text) -> Lines:
    """Somebody fails from another machine, or at an address or a name that is not loopback."""
    there = lines(n for n in failed(text, "refused") if kind(n.sign.host) not in NOT_FAR)
    return either(there, fails(text, "elsewhere", "phone", "lan-address", "outside"))


def wide(text: Text) -> Lines:
    return either(lines(listening(text, "any")), bind_trouble(text))


def here_alone(text: Text) -> Lines:
    """The server says loopback, and somebody else is refused."""
    return unless(both(of(told(text, loopback=True)), refused(text), afar(text)), wide(text), inside(text))


def one_alone(text: Text) -> Lines:
    """The server is told one address of the machine, and it is refused at loopback or at another address."""
    own = told(text, loopback=False)
    elsewhere = [n for n in failed(text, "refused") if n.sign.host and n.sign.host not in own]
    at_loopback = fails(text, "loopback")
    return unless(both(of(own), refused(text), either(lines(elsewhere), at_loopback)), wide(text))


def works_there_not_at_loopback(text: Text) -> Lines:
    """By an address of the network, or from other machines, it works; at loopback of the server it does not."""
    well = works(text, "lan-address", "elsewhere", "phone", "by-ip", "by-name")
    ill = either(
        fails(text, "loopback"),
        lines(n for n in failed(text, "refused") if kind(n.sign.host) in ("localhost", "loopback4")),
    )
    return unless(both(well, ill, refused(text)), wide(text), met(text, *SILENT_ONLY), engine(text))


def other_port_answers(text: Text) -> Lines:
    """The machine answers at another port, and refuses here."""
    return unless(both(refused(text), afar(text), works(text, "ssh", "other-port", "ping")), silence(text), wide(text))


def tunnelled(text: Text) -> Lines:
    """Through a tunnel to the machine itself it works, and directly it is refused."""
    return both(
        text.find(
            r"\b(?:via|through|with|by|over|only|an?|per|por|über|using) (?:an? |the |my )?"
            r"(?:ssh[- ](?:tunnel|port[- ]?forward\w*)|ssh -l|túnel ssh|tunnel)\b|"
            r"\bssh[- ]tunnel (?:shows|works|is fine|does)\b"
        ),
        unless(refused(text), met(text, *SILENT_ONLY)),
        unless(text.find(r"\S"), text.find(r"channel \d+: open failed|\badministratively prohibited\b")),
    )


def of_models(test: Callable[[Text], Lines]) -> Callable[[Text], Lines]:
    models = (
        r"\b(?:ollama|llama|vllm|lm ?studio|gguf|comfyui|stable diffusion|automatic1111|a1111|invokeai|localai|"
        r"llamafile|koboldcpp|text-generation|jan(?:\.ai)?|tabby|xinference|sglang|gpt4all|webui)\b"
    )
    return lambda text: both(text.find(models), test(text))


def rejected_though_it_waits(text: Text) -> Lines:
    """A table, or its owner, shows a server on every address; the machine itself gets through, others are refused."""
    return both(
        either(
            lines(listening(text, "any")),
            text.find(r"\*:\d{2,5}\b|\b(?:listen\w*|bind\w*) (?:is )?(?:on |= ?)?['\"]?\*"),
        ),
        works(text, "here", "loopback", "lan-address"),
        unless(afar(text), silence(text)),
        met(text, "refused"),
    )


LEADS = (
    Lead(
        "bound-to-loopback-client-uses-lan",
        "the server says or is told that it serves its own machine, and somebody else is refused",
        2.5,
        lambda text: unless(here_alone(text), engine(text)),
    ),
    Lead(
        "ai-server-loopback-only",
        "a model server is told to serve its own machine, and somebody else is refused",
        3.0,
        of_models(here_alone),
    ),
    Lead(
        "bound-to-specific-other-address",
        "the server is told one address of its machine, and another one refuses",
        3.0,
        one_alone,
    ),
    Lead(
        "bound-to-specific-other-address",
        "others get through, and at loopback it is refused",
        2.5,
        works_there_not_at_loopback,
    ),
    Lead(
        "bound-to-loopback-client-uses-lan",
        "others get through, and at loopback it is refused",
        -2.0,
        works_there_not_at_loopback,
    ),
    Lead(
        "bound-to-loopback-client-uses-lan",
        "through a tunnel it works, and directly it is refused",
        2.0,
        tunnelled,
    ),
    Lead("ssh-tunnel-refused-or-died", "through a tunnel it works, and directly it is refused", -2.0, tunnelled),
    Lead(
        "firewall-reject-rst",
        "a server waits on every address, its own machine gets through, and others are refused",
        2.5,
        rejected_though_it_waits,
    ),
    Lead(
        "bound-to-loopback-client-uses-lan",
        "a server waits on every address, its own machine gets through, and others are refused",
        -2.5,
        rejected_though_it_waits,
    ),
)
