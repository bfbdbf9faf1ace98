"""A forward proxy for the lab: ``proxy.py --port N`` passes requests on, ``--status S`` answers so itself."""

import argparse
import urllib.error
import urllib.request

from answers import Handler, listening, take

parser = argparse.ArgumentParser()
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--status", type=int, default=0)
asked = parser.parse_args()

direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Web(Handler):
    def do_get(self) -> None:
        self.answer(*(fetched(self.path) if not asked.status else (asked.status, b"the proxy says no")))

    def do_connect(self) -> None:
        self.answer(asked.status or 501, b"the proxy opens no tunnels")

    def answer(self, status: int, body: bytes) -> None:
        self.say(status, body, ("Via", "1.1 lab"))


def fetched(url: str) -> tuple[int, bytes]:
    try:
        with direct.open(url, timeout=5) as page:
            return page.status, page.read()
    except urllib.error.HTTPError as said:
        return said.code, said.read()
    except OSError as error:
        return 502, str(error).encode()


take(listening(asked.host, asked.port), Web)
