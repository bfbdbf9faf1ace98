"""Terms of the field that guides to localhost problems use, and often use wrongly."""

from __future__ import annotations

from portwise.words.addressing import ADDRESSES_AND_NAMES
from portwise.words.browsing import BROWSERS
from portwise.words.entry import Term
from portwise.words.filtering import FILTERS
from portwise.words.places import PLACES
from portwise.words.relaying import PROXIES
from portwise.words.running import PROCESSES
from portwise.words.sockets import PORTS_AND_SOCKETS

TERMS: tuple[Term, ...] = (
    *ADDRESSES_AND_NAMES,
    *PORTS_AND_SOCKETS,
    *PROCESSES,
    *FILTERS,
    *PROXIES,
    *BROWSERS,
    *PLACES,
)
