"""What reverse proxies, tunnels and SSH are told to connect to, and what they say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Calling, Noted, Seen
from portwise.read.places import number
from portwise.read.text import Text

HOST = r"(?P<host>\[[0-9a-fA-F:]+\]|[\w.${}-]+)"
WHERE = rf"{HOST}(?::(?P<port>\d{{1,5}}))?"
TOLD = (  # what asks, and how it is written
    ("proxy_pass", re.compile(rf"\b(?:proxy|fastcgi|uwsgi|grpc|scgi)_pass\s+(?:\w+://)?{WHERE}")),
    ("upstream", re.compile(rf"\bupstream: \"(?:\w+://)?{WHERE}")),
    ("upstream", re.compile(rf"^\s*server\s+(?:\w+\s+)?{WHERE}(?:[\s;]|$)")),
    ("reverse_proxy", re.compile(rf"\breverse_proxy\s+(?:/\S*\s+|@\w+\s+)?(?:\w+://)?{WHERE}")),
    ("ProxyPass", re.compile(rf"\bProxyPass(?:Match|Reverse)?\s+\"?\S+\s+\"?\w+://{WHERE}", re.IGNORECASE)),
    ("ingress", re.compile(rf"^\s*-?\s*(?:service|originService|url):?[ =]\s*[\"']?(?:https?|tcp|ssh)://{WHERE}")),
    ("dev proxy", re.compile(rf"(?:\btarget|\"proxy|\bdestination)[\"']?\s*:\s*[\"'`](?:https?|ws)://{WHERE}")),
    ("dev proxy", re.compile(rf"[\"']/\w[\w/*-]*[\"']\s*:\s*[\"'`](?:https?|ws)://{WHERE}")),
)
UNIX = re.compile(r"\bunix:/?/?(?P<path>/[\w./@-]+?)(?=[:;\s\",)]|$)|(?P<other>/[\w./-]+\.sock(?:et)?)\b")
FAILED = re.compile(r"failed \((?P<errno>\d{1,5}): (?P<what>[^)]{1,60})\)")
FORWARD = re.compile(r"\bssh\b[^|;&]{0,160}?\s-(?P<flags>[A-Za-z]*)(?P<way>[LRD])\s*(?P<what>[\w.*:\[\]-]+)")
ASKED = re.compile(r"\b(?:Local|Remote)Forward\s+(?P<what>\S+\s+\S+)", re.IGNORECASE)


def told(text: Text) -> Iterator[Noted[Calling]]:
    """Addresses of upstreams; a name without a port that is an upstream of its own stays without."""
    for line in text.lines:
        for by, pattern in TOLD:
            for found in pattern.finditer(line.text):
                if found["host"] and not found["host"].startswith("unix"):
                    place = Calling(found["host"].strip("[]").lower(), number(found["port"]), by)
                    yield Noted(place, (line.number,))


def sockets(text: Text) -> Iterator[Noted[Seen]]:
    """Paths of Unix sockets, and the errno that a proxy met there."""
    for line in text.lines:
        found = UNIX.search(line.text)
        failed = FAILED.search(line.text)
        if failed:
            kind = "unix upstream failed" if found else "upstream failed"
            yield Noted(Seen(kind, failed["errno"]), (line.number,))
        elif found:
            yield Noted(Seen("unix socket", found["path"] or found["other"]), (line.number,))


def forwards(text: Text) -> Iterator[Noted[Seen]]:
    for line in text.lines:
        for found in FORWARD.finditer(line.text):
            yield Noted(Seen(f"ssh -{found['way']}", found["what"]), (line.number,))
        for asked in ASKED.finditer(line.text):
            yield Noted(Seen("ssh -L", asked["what"]), (line.number,))


READERS = (told, sockets, forwards)
