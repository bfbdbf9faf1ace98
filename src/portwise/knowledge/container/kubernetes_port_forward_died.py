"""
A Service of Kubernetes has an address and a port inside its cluster, and none on the machine of a developer.
``kubectl port-forward`` lends it one: kubectl itself listens on this machine, and carries each connection through the
API server to one pod.  The port is there for as long as that process is.  It ends with its terminal, with the sleep of
a laptop, with the pod that it chose ("lost connection to pod"), and then nothing is left but a closed port: refused.

A node port is another such number: it is a port of the nodes, and where these are containers or virtual machines
(kind, minikube, k3d, Docker Desktop) it is no port of this machine, unless it was mapped when the cluster was made.

On a node, too, nobody listens: kube-proxy leads the number on by rules.  Those of its modes nftables and ipvs are for
the addresses of the node, and packets for 127.0.0.1 match none; those of its mode iptables match where it has set
route_localnet, from which --iptables-localhost-nodeports=false and --nodeport-addresses keep it.  So the same port is
open at the node's address and refused on loopback, and a connection to the first is the proof.

Seen from here: nobody listens, no kubectl forwards the port, and a Service of the cluster has this very number.  The
cluster is asked only where it is on this machine, or where kubectl forwards something from it already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.knowledge import terms
from portwise.knowledge.terms import services
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import none
from portwise.model.facts import ASIDE, CLUSTER, FORWARDS, HERE
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.model.cluster import Offer

PRIVILEGED = 1024  # ip(7): below it only root may listen, mostly


def unforwarded(view: View, _: Offer) -> bool:
    return none(view[FORWARDS.of(HERE)], lambda forward: view.at.port in dict(forward.pairs))


def number(view: View, offer: Offer) -> str:
    return "port" if offer.port == view.at.port else "node port"


def node(view: View, offer: Offer) -> str | None:
    return offer.name if offer.node_port == view.at.port and not services.node(view, offer) else None


def answering(view: View, offer: Offer) -> str | None:
    """Where a node port answers on this machine, if that is a node."""
    address = services.node(view, offer)
    place = address and Endpoint(address, view.at.port)
    return str(place) if place and view[ASIDE.of(place)].outcome is Outcome.CONNECTED else None


def closed_node(view: View, offer: Offer) -> bool:
    return services.node(view, offer) is not None and answering(view, offer) is None


def but(view: View, offer: Offer) -> str:
    if place := answering(view, offer):
        return f"which kube-proxy answers at {place}, and not on loopback"
    return "and no kubectl forwards it to this machine (any more)"


CAUSE = Cause(
    id="kubernetes-port-forward-died",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.0,
    title="Service {name} of Kubernetes has {number} {port}, {but}",
    plain="A Service of Kubernetes has the port, and no kubectl forwards it to this machine",
    about=About(
        "a Service of the Kubernetes cluster has the port, and nothing listens on it here",
        services.unreached,
        told="Service {name} in namespace {namespace} has {number} {port}, and nothing listens on it here",
        denied="there is no kubeconfig, its cluster is another machine's, or no Service of it has the port",
    ),
    needs=(
        Clause(
            "no kubectl port-forward on this machine has the port",
            unforwarded,
            told="no kubectl port-forward runs here for it",
            denied="a kubectl port-forward for the port runs here",
        ),
    ),
    excludes=(
        Clause(
            "this machine is a node of the cluster, and the node port is not open at its address either",
            closed_node,
            denied="this machine is no node of the cluster, or the node port is open at its address",
        ),
    ),
    slots={
        "but": but,
        "answering": answering,
        "name": lambda _, offer: offer.name,
        "namespace": lambda _, offer: offer.namespace,
        "number": number,
        "port": terms.port,
        "high": lambda view, _: "yes" if view.at.port >= PRIVILEGED else None,
        "low": lambda view, _: "yes" if view.at.port < PRIVILEGED else None,
        "offered": lambda _, offer: str(offer.port),
        "node": node,
        "context": lambda view, _: getattr(view[CLUSTER.of("")], "context", None),
    },
    remedies=(
        Remedy(
            "ask at the address of the node: {answering}",
            ("curl", "-sS", "-i", "http://{answering}/"),
            Safety.SAFE,
            when="answering",
            plain="on a node, ask at the address of the node instead of loopback",
        ),
        Remedy(
            "forward it (again), and leave that terminal open",
            ("kubectl", "port-forward", "-n", "{namespace}", "service/{name}", "{port}:{offered}"),
            Safety.ASK,
            undo="end kubectl with Ctrl-C",
            platform="any",
            when="high",
        ),
        Remedy(
            "forward it (again) as root, whom the port needs, and leave that terminal open",
            ("kubectl", "port-forward", "-n", "{namespace}", "service/{name}", "{port}:{offered}"),
            Safety.SHOW,
            needs_root=True,
            undo="end kubectl with Ctrl-C",
            platform="any",
            when="low",
        ),
        Remedy(
            "if kubectl says that there is nobody to forward to, see how the pods fare",
            ("kubectl", "get", "pods,endpointslices", "-n", "{namespace}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "or reach the node port of {node} where the nodes are; kind maps one to this machine by extraPortMappings, "
            "minikube tells its address with minikube service {node} --url",
            ("kubectl", "get", "nodes", "-o", "wide"),
            Safety.SAFE,
            platform="any",
            when="node",
            plain="or reach a node port where the nodes are",
        ),
    ),
    prevention=(
        "let something keep the forward: a loop around kubectl, Skaffold, Tilt or Telepresence",
        "give what is used daily an Ingress, or a port that is mapped when the cluster is made",
    ),
    suspect="a port-forward of Kubernetes that has ended",
    see=(
        "https://kubernetes.io/docs/tasks/access-application-cluster/port-forward-access-application-cluster/",
        "https://kubernetes.io/docs/reference/networking/virtual-ips/",
        "https://kind.sigs.k8s.io/docs/user/configuration/#extra-port-mappings",
    ),
)
