"""
The error pages of edges: networks and tunnels that take a request in public and carry it on to somebody's own server.

Cloudflare names itself as the server of every answer, the origin's own among them; its own errors have a number of
their own (520 to 530, and 1xxx in the page), or the frame of its pages, or are the bare words "error code: 502"
(developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/, read on 2026-11-20).
ngrok signs with a header, and its status is 502 or, since its agent 3.30, 400 (ngrok.com/docs/errors/,
github.com/ngrok/ngrok-docs/issues/1628).  frp has one page for all that fails (pkg/util/vhost/resource.go).
"""

from __future__ import annotations

import re

from portwise.formats.http1 import Response

EDGE = "edge: "
NUMBER = rb"error code: (\d{3,4})\b|cf-error-code\">\s*(\d{4})\b"  # compiled where a page is one of Cloudflare
OWN_NUMBERS = range(520, 531)
FRAME = b"cf-error-details"
FRP = b"Faithfully yours, frp"


def marker(page: Response) -> str:
    """``edge: cloudflare 521``, ``edge: ngrok ERR_NGROK_8012``; "" where the answer is not an edge's own."""
    code = page.header("ngrok-error-code")
    if re.fullmatch(r"ERR_NGROK_\d{1,6}", code):
        return f"{EDGE}ngrok {code}"
    if page.header("server").lower().startswith("cloudflare") and (number := cloudflare(page)):
        return f"{EDGE}cloudflare {number}"
    return f"{EDGE}frp" if page.status == 404 and FRP in page.body else ""


def cloudflare(page: Response) -> str:
    """The number of its error, "" where the page is the origin's."""
    told = re.search(NUMBER, page.body, re.IGNORECASE)
    inside = (told[1] or told[2]).decode() if told else ""
    if page.status in OWN_NUMBERS:
        return inside if len(inside) == 4 else str(page.status)
    bare = page.body.strip() == b"error code: %d" % page.status
    return str(page.status) if page.status >= 500 and (bare or FRAME in page.body) else ""
