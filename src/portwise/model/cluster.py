"""What a Kubernetes cluster and its forwards look like as values."""

from __future__ import annotations

from portwise.model.process import Process
from portwise.model.record import NamedTuple


class Cluster(NamedTuple):
    """Where a context of a kubeconfig leads, without its secrets."""

    context: str
    server: str  # URL of the API
    namespace: str
    login: str  # token, certificate, password, nothing; "exec aws": by a program that portwise does not run
    near: bool  # the API is at an address of this machine


class Forward(NamedTuple):
    """A running ``kubectl port-forward``, by its words."""

    process: Process
    context: str  # "" for the current one
    namespace: str  # "" for that of the context
    kind: str  # service, pod, deployment, …
    name: str
    pairs: tuple[tuple[int, str], ...]  # port here, port or its name over there
    addresses: tuple[str, ...]  # that it was told to listen at


class Offer(NamedTuple):
    """A Service that has a port, by that number."""

    name: str
    namespace: str
    kind: str  # ClusterIP, NodePort, LoadBalancer
    port: int
    node_port: int  # 0 without
    addresses: tuple[str, ...] = ()  # where that number is open: of nodes for a node port, else of the Service


class Pod(NamedTuple):
    """One that a Service would send to, and how it fares."""

    name: str
    phase: str  # Pending, Running, Succeeded, Failed, Unknown
    ready: bool
    trouble: str  # CrashLoopBackOff, ImagePullBackOff, …; "" where Kubernetes names none
    restarts: int
    ports: tuple[tuple[str, int], ...]  # name and number of those that its containers declare
    started: float = 0.0  # seconds since the epoch; 0: not told


class Behind(NamedTuple):
    """What stands behind a Service or a pod that somebody forwards to."""

    selector: str  # "app=shop", "" for a pod and for a Service without one
    target: str  # the port over there, by number or by name
    ready: int  # endpoints that are
    pods: tuple[Pod, ...]
