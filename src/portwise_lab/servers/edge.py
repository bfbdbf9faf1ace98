"""
Stands for the edge of a content network or a tunnel: ``edge.py --port N --page NAME`` answers every request with it.

The pages are as their makers document them, without their looks (all read on 2026-11-20): Cloudflare's as a client that
is no browser gets them (developers.cloudflare.com/support/troubleshooting/http-status-codes/), ngrok's by its header
(ngrok.com/docs/errors/; its status is 400 by github.com/ngrok/ngrok-docs/issues/1628), frp's by its last line
(pkg/util/vhost/resource.go), Tailscale's as Go's ReverseProxy leaves it: 502 and nothing.
"""

import argparse

from answers import Handler, listening, take

PAGES = {
    "cloudflare-502": (502, {"Server": "cloudflare"}, b"error code: 502"),
    "cloudflare-521": (521, {"Server": "cloudflare"}, b"error code: 521"),
    "cloudflare-524": (524, {"Server": "cloudflare"}, b"error code: 524"),
    "cloudflare-1033": (530, {"Server": "cloudflare"}, b"error code: 1033"),
    "cloudflare-well": (200, {"Server": "cloudflare"}, b"hello"),
    "cloudflare-own": (502, {"Server": "cloudflare"}, b"the application is out of order"),
    "ngrok-8012": (400, {"Ngrok-Error-Code": "ERR_NGROK_8012"}, b"<html>"),
    "frp": (404, {}, b"<p><em>Faithfully yours, frp.</em></p>"),
    "tailscale": (502, {}, b""),
}
parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--page", choices=PAGES, required=True)
asked = parser.parse_args()


class Web(Handler):
    server = ""

    def do_get(self) -> None:
        status, headers, body = PAGES[asked.page]
        self.say(status, body, *headers.items())


take(listening("127.0.0.1", asked.port), Web)
