"""What a command that portwise itself has started did: whoever starts it tells (collect/launched.py), else nothing."""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.model.facts import STARTED

SOURCE = "portwise why -- COMMAND"

STARTING = Collector(STARTED, Cost.CHEAP, SOURCE, SOURCE, each(lambda _host, _seen, _: None, SOURCE, SOURCE))
