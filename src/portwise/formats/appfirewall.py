"""
What ``/usr/libexec/ApplicationFirewall/socketfilterfw`` of macOS prints: the firewall that asks which program listens.

Its sentences are not translated, and they changed: ``Block all DISABLED!`` became ``Firewall has block all state set to
disabled.``, and ``ALF: total number of apps = 2`` lost its first word in macOS 13.  State 0 is off, 1 lets single
programs in, 2 lets nobody in.  It looks at what comes from other machines, never at loopback.
"""

from __future__ import annotations

import re

from portwise.model.guard import Passage, Shield

NAME = "macOS application firewall"
STATE = re.compile(r"State = (?P<state>\d)")
ENTRY = re.compile(r"\d+\s*:\s*(?P<program>/.*?)\s*(?:\(\s*(?P<word>Allow|Block) incoming connections\s*\))?\s*")
WORD = re.compile(r"\(\s*(?P<word>Allow|Block) incoming connections\s*\)")
SYSTEM = ("/System/", "/usr/bin/", "/usr/sbin/", "/usr/libexec/", "/bin/", "/sbin/")  # what Apple has signed
CLOSED = re.compile(r"Block all ENABLED|block all state set to enabled|block all non-essential", re.IGNORECASE)
OPEN = re.compile(r"Block all DISABLED|block all state set to disabled|set to allow specific", re.IGNORECASE)
OWN_SIGNED = re.compile(r"built-in signed software ENABLED|allow signed built-in software ENABLED", re.IGNORECASE)


def shield(state: str, block_all: str, signed: str, listed: str) -> Shield:
    """
    From ``--getglobalstate``, ``--getblockall``, ``--getallowsigned`` and ``--listapps``.

    A program without an entry is let in where Apple signed it, or whoever uses the machine says yes; what becomes
    of any other is not told.  Raises ValueError where the state is not understood.
    """
    on, closed = is_on(state), blocks_all(state, block_all)
    trusted = SYSTEM if OWN_SIGNED.search(signed) else ()
    return Shield(NAME, on, on and closed, passages=passages(listed), default=None, trusted=trusted)


def is_on(text: str) -> bool:
    if found := STATE.search(text):
        return found["state"] != "0"
    if "Firewall is enabled" in text or "Firewall is disabled" in text:
        return "Firewall is enabled" in text
    raise ValueError("socketfilterfw does not say whether it is on")


def blocks_all(state: str, text: str) -> bool:
    found = STATE.search(state)
    if found and found["state"] == "2":
        return True
    if not CLOSED.search(text) and not OPEN.search(text):
        raise ValueError("socketfilterfw does not say whether it lets anybody in")
    return CLOSED.search(text) is not None


def passages(text: str) -> tuple[Passage, ...]:
    """``--listapps``: what it does with each program, in the order of the list.  Raises ValueError where it is none."""
    if "total number of apps" not in text.lower():
        raise ValueError("socketfilterfw printed no list of programs")
    found: list[Passage] = []
    program = ""
    for line in map(str.strip, text.splitlines()):
        if entry := ENTRY.fullmatch(line):
            program = entry["program"]
        word = WORD.search(line)
        if word and program:
            found.append(Passage(program, program=program, blocks=word["word"] == "Block"))
            program = ""
    return tuple(found)
