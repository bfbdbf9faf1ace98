"""What is forwarded, and what went over."""

from __future__ import annotations

from portwise.model.process import in_words
from portwise.model.target import Target
from portwise.render.layout import GREEN, Look, hanging

KIB = 1024


def started(at: tuple[tuple[str, int], ...], target: Target, seconds: float | None, look: Look) -> str:
    """The URL that works now, and until when."""
    scheme = "http" if target.scheme in ("http", "https") else target.scheme or "tcp"
    url = f"{scheme}://localhost:{at[0][1]}{target.path if target.url else ''}"
    places = ", ".join(f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in at)
    until = f"for {in_words(seconds)}" if seconds else "until Ctrl-C"
    mark = look.paint(look.clean("✓ "), GREEN)
    lines = hanging(look, mark, f"{url} leads to {target.raw} {until} ({places})", under=2)
    return "\n".join(lines) + "\n"


def ended(connections: int, failed: int, up: int, down: int) -> str:
    lost = f", {failed} of them in vain" if failed else ""
    return f"It is over: {connections} connections{lost}, {up / KIB:.1f} KiB there and {down / KIB:.1f} KiB back.\n"
