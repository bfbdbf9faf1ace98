"""
The words of ``kubectl port-forward TYPE/NAME [options] [LOCAL:]REMOTE …``.

Source: kubernetes.io/docs/reference/kubectl/generated/kubectl_port-forward and the options that all commands take.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.formats.commandline import base, port_of
from portwise.model.record import NamedTuple

VERB = "port-forward"
PROGRAMS = ("kubectl", "oc", "kubecolor", "microk8s.kubectl")
SHORT = {"-n": "namespace", "-s": "server", "-v": "v"}
# Options that stand before their value; the others carry it behind "=", or have none
VALUED = frozenset(
    (
        *("namespace", "context", "kubeconfig", "cluster", "user", "address", "server", "token", "as", "as-group"),
        *("pod-running-timeout", "request-timeout", "certificate-authority", "client-certificate", "client-key"),
        *("tls-server-name", "cache-dir", "profile", "v", "vmodule", "username", "password", "as-uid"),
    )
)
KINDS = {"svc": "service", "services": "service", "service": "service", "po": "pod", "pods": "pod", "pod": "pod"}
KINDS |= {"deploy": "deployment", "deployments": "deployment"}
EVERYWHERE = "localhost"  # what --address is without a word: 127.0.0.1 and ::1


class Words(NamedTuple):
    context: str
    namespace: str
    kind: str
    name: str
    pairs: tuple[tuple[int, str], ...]
    addresses: tuple[str, ...]


def port_forward(argv: tuple[str, ...]) -> Words | None:
    """None where the command line is something else."""
    at = next((n for n, word in enumerate(argv[:2]) if base(word) in PROGRAMS), None)
    if at is None or VERB not in argv:
        return None
    options, words = split(argv[at + 1 :])
    if words[:1] != [VERB] or len(words) < 3:
        return None
    kind, _, name = words[1].rpartition("/")
    return Words(
        options.get("context", ""),
        options.get("namespace", ""),
        KINDS.get(kind, kind) or "pod",
        name,
        tuple(pairs(words[2:])),
        tuple(options.get("address", EVERYWHERE).split(",")),
    )


def split(words: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    """Options by their long name, and the words that are none."""
    options: dict[str, str] = {}
    rest: list[str] = []
    following = iter(words)
    for word in following:
        if not word.startswith("-"):
            rest.append(word)
            continue
        name, equals, value = word.lstrip("-").partition("=")
        if word[:2] in SHORT and word[:2] != "--":
            name, value = SHORT[word[:2]], value if equals else word[2:]
        if name in VALUED and not value:
            value = next(following, "")
        options[name] = value
    return options, rest


def pairs(words: list[str]) -> Iterator[tuple[int, str]]:
    """``8080:80``, ``8080:http``, ``8080`` for the same on both sides; ``:80`` takes any port here, and is left out."""
    for word in words:
        here, colon, there = word.partition(":")
        port = port_of(here)
        if port is not None:
            yield port, there if colon else here
