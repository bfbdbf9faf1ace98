"""Whether a silent server answers once its packets are small: the request of the target, cut and whole."""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.exchange import Segments
from portwise.model.facts import SEGMENTS
from portwise.model.target import Endpoint

SMALL = 536  # bytes; what every IPv4 host takes, RFC 9293 section 3.7.1
PATIENCE = 1.0  # seconds for an answer in small packets; the server has just been silent for longer
SILENCE = 0.2  # seconds, or twice as long as the small answer took
TRIES = 3  # in full packets, as long as there is time: a busy server may be late once
SOURCE = "the request with TCP_MAXSEG 536 and without, tracepath"


def segments(host: Host, seen: Evidence, endpoint: Endpoint) -> Segments:
    from portwise.formats import http1

    sent = http1.of(seen.target) if seen.target.speaks_http and not seen.target.speaks_tls else b""
    name = seen.target.host.partition("%")[0]
    small = host.segmented(endpoint, name, sent, SMALL, PATIENCE)
    if not small.data:
        return Segments(SMALL, False, False)
    silence = max(SILENCE, 2 * small.elapsed_ms / 1000)
    return Segments(SMALL, True, in_full(host, endpoint, name, sent, silence))


def in_full(host: Host, endpoint: Endpoint, name: str, sent: bytes, silence: float) -> bool:
    """Raises TimeoutError where there was no time for one whole silence."""
    for n in range(TRIES):
        try:
            if host.segmented(endpoint, name, sent, 0, silence).data:
                return True
        except TimeoutError:
            if n == 0:
                raise
            break
    return False


CUTTING = Collector(
    SEGMENTS,
    Cost.SLOW,  # and before whoever waits longer: what is left of the time after a silence is short
    SOURCE,
    "tracepath",
    each(segments, SOURCE, "tracepath"),
    sends="the request or the ClientHello twice more, in small packets and in full ones",
)
