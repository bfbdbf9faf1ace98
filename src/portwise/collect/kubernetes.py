"""
Kubernetes, where a kubeconfig is: which cluster it names, who forwards to it from here, and what stands behind.

Only GETs, of one namespace, with the login of the kubeconfig; a login by a program is not had, and then this is not
known.  Nothing is asked of a cluster that is neither on this machine nor forwarded to from it, see the causes.
"""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.staff import chosen
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import BEHIND, CLUSTER, FORWARDS, OFFERS
from portwise.model.process import Process

if TYPE_CHECKING:
    from portwise.model.cluster import Behind, Cluster, Forward, Offer

PATIENCE = 1.5  # seconds for one answer
MOST = 500  # objects of one list
LOCAL_NAMES = ("localhost", "kubernetes.docker.internal", "host.docker.internal")

FILE = "$KUBECONFIG, ~/.kube/config or /etc/rancher/k3s/k3s.yaml, kubectl config view"
TO_KNOW = "kubectl config view; sudo portwise why TARGET, where only root may read the file of k3s"
WORDS = "/proc/*/cmdline, pgrep -af port-forward"
API = "the API of the cluster, kubectl get services,endpointslices,pods"
ASKS = "a GET to the Kubernetes API that your kubeconfig names, with its login; programs that bring a login are not run"


def cluster(host: Host, _: Evidence, name: str) -> Cluster | None:
    """The context of that name, "" for the current one."""
    for context, server, namespace, login in host.contexts():
        if name in ("", context):
            from portwise.model.cluster import Cluster  # values of the few who have one

            return Cluster(context, server, namespace, login, near(host, server))
    return None


def near(host: Host, server: str) -> bool:
    """Whether the API is on this machine, as kind, k3s, minikube and Docker Desktop have it."""
    from urllib.parse import urlsplit  # only where there is a kubeconfig

    name = urlsplit(server).hostname or ""
    try:
        return host.owns(ip_address(name))
    except ValueError:
        return name in LOCAL_NAMES


def forwards(host: Host, _: Evidence, __: str) -> tuple[Forward, ...]:
    return tuple(
        found for process in chosen(host, host.running("port-forward"), bool) if (found := read(host, process))
    )


def read(host: Host, process: Process) -> Forward | None:
    from portwise.formats.kubectl import port_forward  # only where somebody forwards
    from portwise.model.cluster import Forward

    try:
        words = port_forward(host.command(process.pid))
    except OSError:
        return None  # it ended meanwhile
    return words and Forward(process, *words)


def offers(host: Host, seen: Evidence, port: int) -> tuple[Offer, ...]:
    """Of the namespace of the current context; a cluster of this machine that does not run has none."""
    from urllib.parse import quote

    from portwise.formats import kubernetes

    context = seen[CLUSTER.of("")]
    if context is None:
        return ()
    path = f"/api/v1/namespaces/{quote(context.namespace)}/services?limit={MOST}"
    try:
        told = host.cluster(context.context, path, PATIENCE)
    except ConnectionRefusedError:
        if not context.near:
            raise
        return ()
    found = kubernetes.offers(told, port)
    if not any(offer.node_port == port for offer in found):
        return found
    nodes: tuple[str, ...] = ()
    with suppress(OSError, ValueError):  # whoever may read Services may often not read nodes
        nodes = kubernetes.node_addresses(host.cluster(context.context, f"/api/v1/nodes?limit={MOST}", PATIENCE))
    return tuple(one._replace(addresses=nodes) if one.node_port == port else one for one in found)


def behind(host: Host, seen: Evidence, forward: Forward) -> Behind:
    """Of the first pair of ports; a Service first, then its slices and the pods that its selector picks."""
    from urllib.parse import quote

    from portwise.formats import kubernetes
    from portwise.model.cluster import Behind

    context = seen[CLUSTER.of(forward.context)]
    if context is None or forward.kind not in ("service", "pod"):
        raise ValueError(f"portwise looks behind Services and pods, and this is a {forward.kind}")
    space = quote(forward.namespace or context.namespace)

    def get(path: str) -> str:
        return host.cluster(context.context, path, PATIENCE)

    wanted, core = forward.pairs[0][1], f"/api/v1/namespaces/{space}"
    if forward.kind == "pod":
        try:
            return kubernetes.alone(get(f"{core}/pods/{quote(forward.name)}"), wanted)
        except FileNotFoundError:
            return Behind("", wanted, 0, ())
    try:
        service = get(f"{core}/services/{quote(forward.name)}")
    except FileNotFoundError:
        return Behind("", "", 0, ())
    mine = quote(f"kubernetes.io/service-name={forward.name}", safe="")
    slices = get(f"/apis/discovery.k8s.io/v1/namespaces/{space}/endpointslices?labelSelector={mine}&limit={MOST}")
    chosen_by = kubernetes.selector(service)
    picked = get(f"{core}/pods?labelSelector={quote(chosen_by, safe='')}&limit={MOST}") if chosen_by else "{}"
    return kubernetes.behind(service, slices, picked, wanted)


ALL = (
    Collector(CLUSTER, Cost.CHEAP, FILE, TO_KNOW, each(cluster, FILE, TO_KNOW)),
    Collector(FORWARDS, Cost.SLOW, WORDS, "pgrep -af port-forward", each(forwards, WORDS, "pgrep -af port-forward")),
    Collector(OFFERS, Cost.DEEP, API, "kubectl get services", each(offers, API, "kubectl get services"), sends=ASKS),
    Collector(BEHIND, Cost.DEEP, API, "kubectl get endpointslices", each(behind, API, "kubectl get pods"), sends=ASKS),
)
