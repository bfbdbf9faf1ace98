"""What was met from portwise's own place, and by a browser: who goes elsewhere tells, else there is nothing."""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.model.facts import BROWSED, FROM_HERE

SOURCE = "portwise why --vantage"

COMPARING = Collector(FROM_HERE, Cost.CHEAP, SOURCE, SOURCE, each(lambda _host, _seen, _: None, SOURCE, SOURCE))
BROWSING = Collector(BROWSED, Cost.CHEAP, SOURCE, SOURCE, each(lambda _host, _seen, _: None, SOURCE, SOURCE))
