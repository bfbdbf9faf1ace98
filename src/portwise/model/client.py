"""Kinds of clients, and what each of them shows."""

from __future__ import annotations

from enum import Enum

from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple


class Client(Enum):
    """
    Kinds of clients that go about a connection in ways of their own.

    They differ in how they look names up, how many addresses they try, which proxy
    they ask and whom they trust.
    """

    BROWSER = "browser"
    CURL = "curl"  # and wget: what a shell brings along
    NODE = "node"
    PYTHON = "python"
    GO = "go"
    JAVA = "java"
    DOTNET = "dotnet"
    OTHER = "other"


class Shown(NamedTuple):
    """What one client meets at the target of a report, and the words in which it says so."""

    client: str  # as in --saw: curl, node
    name: str  # as its users call it
    meets: Outcome | None  # CONNECTED: it gets through; None: not known
    says: str  # "" where it gets through
    because: str  # what it does otherwise than others, "" where that makes no difference here
    source: str  # how its words are known
