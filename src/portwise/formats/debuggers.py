"""
Command lines of programs that wait for a debugger before they do anything.

Sources: node(1) (--inspect-brk, --inspect-wait), debugpy (--wait-for-client), JDWP (suspend=y, which is its default).
"""

from __future__ import annotations

WAITS = frozenset({"--inspect-brk", "--inspect-wait", "--wait-for-client"})
JDWP = ("-agentlib:jdwp=", "-Xrunjdwp:")


def waits_for_debugger(argv: tuple[str, ...]) -> bool:
    return any(word.partition("=")[0] in WAITS or (word.startswith(JDWP) and "suspend=n" not in word) for word in argv)
