"""What may be asked of a Kubernetes cluster, handed on and done; nothing of it is imported where nobody has one."""

from __future__ import annotations

from typing import Any, Protocol

Context = tuple[str, str, str, str]  # name, URL of the API, namespace, how its user logs in


class Clusters(Protocol):
    """A part of `Host`."""

    def contexts(self) -> tuple[Context, ...]: ...
    def cluster(self, context: str, path: str, patience: float) -> str: ...


class Handing:
    """For `Relay`."""

    def _answer(self, method: str, *about: object) -> Any:
        raise NotImplementedError

    def contexts(self) -> tuple[Context, ...]:
        """Those of the user's kubeconfig, the current one first; none where there is no such file."""
        answer: tuple[Context, ...] = self._answer("contexts")
        return answer

    def cluster(self, context: str, path: str, patience: float) -> str:
        """One GET of the API of a context: the JSON that came, without what may be secret.  404: FileNotFoundError."""
        answer: str = self._answer("cluster", context, path, patience)
        return answer


class Reaching:
    """A part of a machine."""

    def contexts(self) -> tuple[Context, ...]:
        from portwise.host import kubeconfigs  # few have one, and whoever has none does not wait for a grammar

        return kubeconfigs.contexts()

    def cluster(self, context: str, path: str, patience: float) -> str:
        from portwise.host import kubernetes  # ssl and an HTTP client

        return kubernetes.get(context, path, patience)
