"""
A Service of Kubernetes is a name and a selector of labels.  The pods that have those labels and are ready are its
endpoints, kept in EndpointSlices; where there are none, nobody is behind the name.  The usual reasons: the selector
matches no pod (a label was renamed), the pods crash or fail their readiness probe, or the targetPort is one at which
no container listens.

``kubectl port-forward`` hides that well.  It listens on this machine and takes every connection, then asks the kubelet
to connect inside the pod's network namespace, and where that fails closes what it had taken: the client reads an
empty reply or a reset, and the reason stands in the terminal of kubectl alone ("error forwarding port 8080 to pod …:
connection refused", "lost connection to pod").  The pod is chosen once, when kubectl starts: one that was replaced
since is not followed.

Without a port-forward kube-proxy decides, at a node port, at the address of a load balancer and at that of the Service
itself: where there is no endpoint it has the packets turned away with an ICMP error, so that the client reads
"connection refused".  On a node that rule can be seen: it says as a rule what the cluster says in words, and to let
the port pass above it leads nowhere.  Where a node is a container, its engine takes the connection first and closes
it when it is refused inside.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from portwise.knowledge.terms import listeners, services
from portwise.knowledge.terms.services import CLOSED
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import Unreadable
from portwise.model.facts import AGE, BEHIND, CLOCK, CLUSTER, FORWARDS, HERE, HTTP
from portwise.model.outcome import Outcome

if TYPE_CHECKING:
    from portwise.model.cluster import Behind, Forward, Pod

PROGRAMS = ("kubectl", "oc")  # by the name that the kernel keeps
SERVICE = "service"
SHOWN = 2  # pods
A_MOMENT = 2.0  # seconds, by which two clocks may differ


def leading(view: View) -> list[Forward]:
    return forwarded(view) or services.lent(view)


def forwarded(view: View) -> list[Forward]:
    """By kubectl, which listens where the client went."""
    held = [process for process in listeners.takers(view) if process.name in PROGRAMS]
    rows = view[FORWARDS.of(HERE)] if held else ()
    return [row for row in rows if row.process in held and view.at.port in dict(row.pairs)][:1]


def closes(view: View, forward: Forward) -> bool:
    return view[HTTP.of(view.at)].outcome in CLOSED if forward.process.name else services.fails(view)


def trouble(view: View, forward: Forward) -> str | None:
    """Why nobody takes the connection over there; None where somebody should."""
    behind = view[BEHIND.of(forward)]
    if forward.kind != SERVICE:
        return None if behind.ready else fate(forward, behind)
    if not behind.target and not behind.selector:
        return f"there is no Service {forward.name}"
    if not behind.pods:
        return f"no pod has the labels {behind.selector}" if behind.selector and not behind.ready else None
    if not behind.ready:
        return unready(behind.pods)
    return mismatch(behind) or outlived(view, forward, behind)


def fate(forward: Forward, behind: Behind) -> str:
    return f"pod {forward.name} is {behind.pods[0].phase.lower() if behind.pods else 'gone'}"


def unready(pods: tuple[Pod, ...]) -> str:
    """What was pasted may tell of the endpoints, and not of the pods that are none."""
    with suppress(Unreadable):
        return each(pods)
    return "it has no endpoint that is ready"


def each(pods: tuple[Pod, ...]) -> str:
    shown = ", ".join(f"{pod.name} ({state(pod)})" for pod in pods[:SHOWN])
    more = f" and {len(pods) - SHOWN} more" if len(pods) > SHOWN else ""
    return f"of its pods none is ready: {shown}{more}"


def state(pod: Pod) -> str:
    again = f", {pod.restarts} restarts" if pod.restarts else ""
    return f"{pod.trouble or ('not ready' if pod.phase == 'Running' else pod.phase)}{again}"


def mismatch(behind: Behind) -> str | None:
    """A port that no container declares; what is not declared may be served all the same, and then it answers."""
    declared = [{str(number) for _, number in pod.ports} | {name for name, _ in pod.ports} for pod in behind.pods]
    if all(declared) and not any(behind.target in ports for ports in declared):
        named = sorted({str(number) for pod in behind.pods for _, number in pod.ports})
        return f"it sends to port {behind.target}, and its pods declare {', '.join(named)}"
    return None


def outlived(view: View, forward: Forward, behind: Behind) -> str | None:
    """All that are there now came after the port-forward, and the one that it chose is none of them."""
    if not forward.process.name:
        return None
    since = view[CLOCK.of(HERE)] - view[AGE.of(forward.process)]
    younger = all(pod.started > since + A_MOMENT for pod in behind.pods)
    return "its pods are younger than the port-forward, which keeps to one that is gone" if younger else None


def place(view: View, forward: Forward) -> str:
    if forward.process.name:
        return f"the kubectl port-forward on port {view.at.port}"
    return f"Service {forward.name} of Kubernetes at {view.at}"


def way(view: View, forward: Forward) -> str:
    if forward.process.name:
        return f"kubectl (pid {forward.process.pid}) listens here, and forwards to {forward.kind} {forward.name}"
    return f"{view.at} leads to Service {forward.name} of Kubernetes in namespace {forward.namespace}"


def started(_: View, forward: Forward) -> str | None:
    """A port-forward, which keeps to the pod that it chose."""
    return "kubectl" if forward.process.name else None


def service(_: View, forward: Forward) -> str | None:
    return forward.name if forward.kind == SERVICE else None


def pod(_: View, forward: Forward) -> str | None:
    return forward.name if forward.kind != SERVICE else None


def unlabelled(view: View, forward: Forward) -> str | None:
    """No pod has the labels: those that there are show which ones they have."""
    behind = view[BEHIND.of(forward)]
    return "yes" if forward.kind == SERVICE and behind.selector and not behind.pods else None


def labelled(view: View, forward: Forward) -> str | None:
    behind = view[BEHIND.of(forward)]
    return behind.selector if behind.selector and behind.pods and not behind.ready else None


def inner(view: View, forward: Forward) -> str | None:
    """The port of the Service that none of its pods declares."""
    behind = view[BEHIND.of(forward)]
    return behind.target if forward.kind == SERVICE and behind.ready and mismatch(behind) else None


def space(view: View, forward: Forward) -> str | None:
    context = view[CLUSTER.of(forward.context)]
    return forward.namespace or (context.namespace if context else None)


CAUSE = Cause(
    id="kubernetes-service-no-endpoints",
    hop=Hop.HTTP,
    scope=Scope.ADDRESS,
    explains=frozenset({*CLOSED, Outcome.REFUSED, Outcome.TIMEOUT}),
    prior=0.5,
    title="Nobody is behind {place}: {trouble}",
    plain="Nobody is behind a port of Kubernetes: its Service has no endpoints, or its pod is gone",
    about=About(
        "kubectl listens here and forwards to a Service or a pod of Kubernetes, or the target is a port of a Service",
        leading,
        told="{way}",
        denied="no kubectl listens here, and no Service of a near cluster is known to have this place",
    ),
    needs=(
        Clause(
            "it takes no connection, or closes it without a byte",
            closes,
            denied="what comes back through it is an answer, or is not known",
        ),
        Clause(
            "by the word of the cluster nobody can take the connection there",
            lambda view, forward: trouble(view, forward) is not None,
            told="the cluster says: {trouble}",
            denied="by the word of the cluster somebody should take the connection",
        ),
    ),
    slots={
        "place": place,
        "way": way,
        "started": started,
        "service": service,
        "pod": pod,
        "trouble": trouble,
        "selector": labelled,
        "unlabelled": unlabelled,
        "inner": inner,
        "namespace": space,
    },
    remedies=(
        Remedy(
            "see what the Service picks, and which of it is ready",
            ("kubectl", "get", "endpointslices", "-n", "{namespace}", "-l", "kubernetes.io/service-name={service}"),
            Safety.SAFE,
            platform="any",
            when="service",
        ),
        Remedy(
            "see why its pods are not ready",
            ("kubectl", "describe", "pods", "-n", "{namespace}", "-l", "{selector}"),
            Safety.SAFE,
            platform="any",
            when="selector",
        ),
        Remedy(
            "see which pods there are now: one that was replaced has another name",
            ("kubectl", "get", "pods", "-n", "{namespace}", "-o", "wide"),
            Safety.SAFE,
            platform="any",
            when="pod",
        ),
        Remedy(
            "see which labels the pods have, and correct them or the selector of the Service",
            ("kubectl", "get", "pods", "-n", "{namespace}", "--show-labels"),
            Safety.SAFE,
            platform="any",
            when="unlabelled",
        ),
        Remedy(
            "correct targetPort {inner} of the Service: no container of its pods has that port",
            ("kubectl", "edit", "service", "-n", "{namespace}", "{service}"),
            Safety.SHOW,
            undo="kubectl edit it back",
            platform="any",
            when="inner",
            plain="correct the targetPort of the Service, where no container of its pods has that port",
        ),
        Remedy(
            "then start the port-forward again: it keeps to the pod that it chose when it was started",
            (),
            Safety.SHOW,
            undo="end kubectl with Ctrl-C",
            platform="any",
            when="started",
        ),
    ),
    prevention=(
        "forward to the Service and not to a pod, and start it again after each rollout",
        "let an alarm tell of Services without endpoints",
    ),
    see=(
        "https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/",
        "https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/",
    ),
)
