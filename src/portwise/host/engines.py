"""What may be asked of a container engine, handed on and done; nothing of it is imported where nobody runs one."""

from __future__ import annotations

from typing import Protocol

from portwise.host.clusters import Clusters, Handing, Reaching


class Engines(Clusters, Protocol):
    """A part of `Host`."""

    def engine(self, path: str, what: str) -> str: ...


class HandingOn(Handing):
    """For `Relay`."""

    def engine(self, path: str, what: str) -> str:
        """What a container engine answers to a GET at its Unix socket, without what is secret in it."""
        answer: str = self._answer("engine", path, what)
        return answer


class Calling(Reaching):
    """A part of a machine."""

    def engine(self, path: str, what: str) -> str:
        from portwise.host import engine  # few run containers

        return engine.ask(path, what)
