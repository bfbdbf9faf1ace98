"""What is forwarded, and what went over."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from portwise.model.process import in_words
from portwise.model.schemes import DEFAULT_PORT, HTTP, IN_THE_CLEAR, TLS, WITH_TLS
from portwise.model.target import Target
from portwise.model.url import in_url
from portwise.render import words
from portwise.render.layout import DIM, GREEN, YELLOW, Look, command, hanging

KIB = 1024
OF_OTHERS = {port for scheme, port in DEFAULT_PORT.items() if scheme not in HTTP}  # nobody opens those in a browser
Places = tuple[tuple[str, int], ...]
ALL_OF_US = ("127.0.0.1", "::1", "0.0.0.0", "::")
WITHOUT = ("tcp", "unix", "")  # no client opens a URL of these


def started(at: Places, target: Target, seconds: float | None, look: Look, trouble: str = "", shown: str = "") -> str:
    """The URL that works now, and until when; or why it does not.  *shown* is the file of our own certificate."""
    return "\n".join(told(at, target, seconds, look, trouble, shown)) + "\n"


def told(at: Places, target: Target, seconds: float | None, look: Look, trouble: str, shown: str) -> Iterator[str]:
    places = ", ".join(f"{in_url(host)}:{port}" if port else f"unix:{host}" for host, port in at)
    until = f"for {in_words(seconds)}" if seconds else "until Ctrl-C"
    url = url_at(at, target, bool(shown))
    if trouble:
        text = f"{url} is open {until} ({places}), and {target.raw} is not to be had now: {trouble}"
        yield from hanging(look, "! ", text, under=2, tint=YELLOW)
        yield from command(look, ("portwise", "why", target.raw), 4)
    else:
        text = f"{url} leads to {target.raw} {until} ({places})"
        yield from hanging(look, "✓ ", text, under=2, tint=GREEN)
    if url == f"localhost:{at[0][1]}" and target.port not in OF_OTHERS and target.scheme in WITHOUT:
        yield from hanging(look, "  ", f"Where it speaks HTTP: http://{url}/", DIM)
    if shown:
        yield from hanging(look, "  ", f"Clients are shown the certificate {shown}, which vouches for itself.")


def url_at(at: Places, target: Target, encrypted: bool) -> str:
    """What a client takes: without a scheme where no client knows one, as ``curl localhost:8080``."""
    host, port = at[0]
    if not port:
        return f"unix:{host}"
    place = f"{'localhost' if host in ALL_OF_US else in_url(host)}:{port}"
    scheme = encrypting(target.scheme) if encrypted else in_the_clear(target.scheme)
    return f"{scheme}://{place}{urlsplit(target.url or '').path}" if scheme else place


def in_the_clear(scheme: str) -> str:
    if scheme in TLS:
        return IN_THE_CLEAR[scheme][0] if scheme in IN_THE_CLEAR else ""
    return "" if scheme in WITHOUT else scheme


def encrypting(scheme: str) -> str:
    """A server without a scheme is mostly one of HTTP."""
    return scheme if scheme in TLS else "https" if scheme in WITHOUT else WITH_TLS.get(scheme, "")


def ended(connections: int, failed: int, up: int, down: int, trouble: str = "") -> str:
    lost = f", {failed} of them in vain{f' ({trouble})' if trouble else ''}" if failed else ""
    many = words.counted(connections, "connection")
    return f"It is over: {many}{lost}, {up / KIB:.1f} KiB there and {down / KIB:.1f} KiB back.\n"
