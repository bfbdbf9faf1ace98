"""Kinds of clients."""

from __future__ import annotations

from enum import Enum


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
