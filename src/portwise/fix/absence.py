"""A thing that a step changed is gone altogether: its table, its chain, its interface, its file.  Pure."""

from __future__ import annotations

import re

from portwise.fix.steps import kinds
from portwise.model.repair import Entry

# How its tool says so, and nothing else by it: nft(8), iptables(8), ip(8)
SAYS = re.compile(r"Error: No such file or directory|ip6?tables\S*: No chain/target/match|Device \S+ does not exist")
ADDING = ("exception", "xtables", "address")  # what they add goes with where it was added
FILE, REST = "the file is gone", "what it was part of (a table, a chain, an interface) is gone"


def absent(error: OSError, entry: Entry) -> str:
    """What is gone; "" where the look failed for another reason, which tells nothing of the thing."""
    if entry.deed.look.how == "file":  # and not the copy that was kept of it
        return FILE if isinstance(error, FileNotFoundError) and str(error.filename) == entry.deed.look.what[0] else ""
    said = entry.deed.look.how == "output" and SAYS.match(error.strerror or "")
    return REST if said and not isinstance(error, FileNotFoundError) else ""  # that is a tool that is not here


def as_before(entry: Entry) -> bool:
    """Whether nothing of what the step added is left, and no more than that was there before."""
    kind = kinds()[entry.deed.kind]
    return kind.name in ADDING and kind.alike(kind.state(entry.deed, ""), entry.before)
