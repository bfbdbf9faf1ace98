"""
Where a tunnel leads: the command lines and the files of cloudflared, ngrok, frpc and tailscale.

developers.cloudflare.com/cloudflare-one/…/local-management/configuration-file/, ngrok.com/docs/agent/config/,
github.com/fatedier/frp/blob/dev/README.md, tailscale.com/kb/1311/tailscale-funnel, all read on 2026-11-20.  Who keeps
its configuration with the provider (``cloudflared tunnel run --token``, ``tailscale funnel --bg``) tells nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.formats import tree
from portwise.formats.tree import NOTHING, Node
from portwise.model.record import NamedTuple

PLACE = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+-]*)://)?(?P<host>\[[^]]*\]|[^:/?#\s]+)?(?::(?P<port>\d{1,5}))?(?:[/?#].*)?"
)
PORTS = {"https": 443, "http": 80, "ssh": 22, "rdp": 3389}
VALUED = re.compile(r"--?(?:url|domain|hostname|subdomain|config|authtoken|region|log|name|proto)$")
INI = re.compile(r"\s*(?:\[(?P<section>[^]]+)\]|(?P<key>\w+)\s*=\s*(?P<value>.*?)\s*)$")
LOCALHOST = "localhost"
PROXIES = ("http", "https", "tcp", "tls")  # of ngrok


class Lead(NamedTuple):
    """A public name, "" for any, and the server that it leads to; line 0 for a command line."""

    name: str
    host: str
    port: int
    line: int


class Words(NamedTuple):
    """A command line: what it says by itself, and the file that says more, "" for the usual one."""

    leads: tuple[Lead, ...]
    reads: bool
    file: str = ""


def place(text: str, name: str = "", line: int = 0) -> Iterator[Lead]:
    """``3000``, ``:3000``, ``localhost:3000``, ``http://localhost:3000``; nothing for ``http_status:404``."""
    if text.isascii() and text.isdigit():
        text = f":{text}"
    found = PLACE.fullmatch(text.strip())
    if not found or not (found["port"] or found["scheme"] in PORTS) or (found["host"] or "").startswith("http_status"):
        return
    port = int(found["port"] or PORTS[found["scheme"]])
    if 0 < port <= 0xFFFF:
        yield Lead(name.lower(), (found["host"] or LOCALHOST).strip("[]"), port, line)


def option(argv: tuple[str, ...], *names: str) -> str:
    """The last value of an option, with one dash or two."""
    found = ""
    for word, following in zip(argv, (*argv[1:], ""), strict=False):
        key, equals, value = word.partition("=")
        if key.startswith("-") and key.lstrip("-") in names:
            found = value if equals else following
    return found


def bare(argv: tuple[str, ...]) -> list[str]:
    """The words that are no option and no value of one."""
    values = {at + 1 for at, word in enumerate(argv) if VALUED.match(word)}
    return [word for at, word in enumerate(argv) if at not in values and not word.startswith("-")]


def cloudflared(argv: tuple[str, ...]) -> Words:
    """``cloudflared tunnel --url http://localhost:8080``; else what its file says (``tunnel run NAME``)."""
    leads = tuple(place(option(argv, "url"), option(argv, "hostname")))
    return Words(leads, not leads and not option(argv, "token", "token-file"), option(argv, "config"))


def cloudflared_file(text: str) -> Iterator[Lead]:
    root = tree.yaml(text)
    yield from place(root.at("url").text, root.at("hostname").text, root.at("url").line)
    for rule in root.at("ingress").rows:
        service = rule.at("service")
        yield from place(service.text, rule.at("hostname").text, service.line)


def ngrok(argv: tuple[str, ...]) -> Words:
    """``ngrok http 3000``, ``ngrok http --url=shop.ngrok.app localhost:3000``, ``ngrok start shop``."""
    words = bare(argv)
    kind = next((word for word in words if word in (*PROXIES, "start")), "")
    told = words[words.index(kind) + 1 :] if kind else []
    name = named(option(argv, "url", "domain", "hostname"))
    if kind == "start" or not told:
        return Words((), True, option(argv, "config"))
    return Words(tuple(place(told[0], name)), False)


def named(url: str) -> str:
    """The host of ``https://shop.ngrok.app``, or of the name alone."""
    found = PLACE.fullmatch(url)
    return (found["host"] or "") if found else ""


def ngrok_file(text: str) -> Iterator[Lead]:
    """Version 2 has tunnels, version 3 endpoints."""
    root = tree.yaml(text)
    for one in root.at("tunnels").items.values():
        address = one.at("addr")
        name = one.at("domain").text or one.at("hostname").text or named(one.at("url").text)
        yield from place(address.text, name, address.line)
    for one in root.at("endpoints").rows:
        address = one.at("upstream", "url")
        yield from place(address.text, named(one.at("url").text), address.line)


def frp(argv: tuple[str, ...]) -> Words:
    """``frpc -c frpc.toml``, or ``frpc http --local-port 3000 --custom-domain shop.test``."""
    host = option(argv, "local-ip", "local_ip", "i") or "127.0.0.1"
    port = option(argv, "local-port", "local_port", "l")
    names = option(argv, "custom-domain", "custom_domain", "d")
    leads = tuple(place(f"{host}:{port}", names)) if port else ()
    return Words(leads, not leads, option(argv, "c", "config"))


def frp_file(text: str) -> Iterator[Lead]:
    """TOML, YAML, JSON; or the INI of its older versions."""
    try:
        yield from proxied(tree.toml(text))
    except ValueError:
        yield from proxied(tree.yaml(text)) if "proxies:" in text or text.lstrip()[:1] == "{" else ini(text)


def proxied(root: Node) -> Iterator[Lead]:
    for one in root.at("proxies").rows:
        host = one.at("localIP")
        at = f"{host.text or '127.0.0.1'}:{one.at('localPort').text}"
        for name in one.at("customDomains").texts or ("",):
            yield from place(at, name, one.at("localPort").line or one.at("name").line)


def ini(text: str) -> Iterator[Lead]:
    section: dict[str, Node] = {}
    for number, raw in enumerate((*text.splitlines(), "[end]"), 1):
        found = INI.fullmatch(raw)
        if found and found["section"]:
            port = section.get("local_port", NOTHING)
            host = section.get("local_ip", NOTHING).text or "127.0.0.1"
            names = section.get("custom_domains", NOTHING).text.split(",")
            for name in names:
                yield from place(f"{host}:{port.text}", name.strip(), port.line) if port else ()
            section = {}
        elif found:
            section[found["key"]] = Node(found["value"], number)


def tailscale(argv: tuple[str, ...]) -> Words:
    """``tailscale funnel 3000`` in the foreground; in the background tailscaled keeps it."""
    words = bare(argv)
    verb = next((word for word in words if word in ("funnel", "serve")), "")
    told = words[words.index(verb) + 1 :] if verb else []
    return Words(tuple(place(told[-1])) if told else (), False)


COMMANDS = {"cloudflared": cloudflared, "ngrok": ngrok, "frpc": frp, "tailscale": tailscale}
FILES = {"cloudflared": cloudflared_file, "ngrok": ngrok_file, "frpc": frp_file}
# Below the home of the user, below the folder that it works in, or as they are
USUAL = {
    "cloudflared": (
        *("~/.cloudflared/config.yml", "~/.cloudflared/config.yaml", "~/cloudflare-warp/config.yml"),
        *("/etc/cloudflared/config.yml", "/usr/local/etc/cloudflared/config.yml"),
    ),
    "ngrok": ("~/.config/ngrok/ngrok.yml", "~/.ngrok2/ngrok.yml"),
    "frpc": ("./frpc.ini", "./frpc.toml"),
}
