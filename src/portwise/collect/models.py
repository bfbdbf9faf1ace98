"""How a server of language models fares, by its own word; nothing that would load a model is asked."""

from __future__ import annotations

import errno

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.behind import Models, ModelServer
from portwise.model.evidence import Evidence
from portwise.model.facts import MODELS

PATIENCE = 1.0  # seconds

ASK, TO_ASK = "GET /health or /api/tags, curl", "curl -s http://HOST:PORT/health, or /api/tags of Ollama"


def fares(host: Host, seen: Evidence, about: ModelServer) -> Models:
    from portwise.formats import http1, models
    from portwise.host import redact

    if seen.target.speaks_tls:
        raise ValueError("portwise asks such a server without TLS alone")
    path = models.PATHS.get(about.program, seen.target.path)
    heard = host.converse(about.endpoint, http1.request(http1.authority(seen.target), path), PATIENCE)
    if heard.ended == "silence" and not heard.data:
        raise TimeoutError(errno.ETIMEDOUT, f"no answer within {PATIENCE:.0f} s")
    met = models.read(about.program, http1.parse(heard.data))
    return met._replace(says=redact.text(met.says))


FARING = Collector(
    MODELS,
    Cost.SLOW,
    ASK,
    TO_ASK,
    each(fares, ASK, TO_ASK),
    sends="to a server of language models: GET /health or /api/tags",
)
