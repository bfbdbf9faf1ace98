"""
Answers of the Kubernetes API: Services, EndpointSlices, pods (kubernetes.io/docs/reference/kubernetes-api).

An object holds more than a diagnosis may see: commands, variables, annotations.  `bare` keeps what is known to be no
secret, before anything leaves `host`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from portwise.formats.x509 import days
from portwise.model.cluster import Behind, Offer, Pod

# Names of fields that are kept, wherever they stand; of labels and selectors everything is
KEPT = frozenset(
    (
        *("kind", "items", "metadata", "name", "namespace", "spec", "status", "reason", "message", "code"),
        *("type", "ports", "port", "targetPort", "nodePort", "protocol", "containers", "containerPort"),
        *("phase", "conditions", "ready", "containerStatuses", "restartCount", "state", "waiting"),
        *("endpoints", "addresses", "address", "startTime"),
        *("loadBalancer", "ingress", "ip", "clusterIP", "externalIPs"),
    )
)
WHOLE = frozenset(("labels", "selector"))
TCP = "TCP"
MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z")  # metav1.Time: RFC 3339, of UTC


def bare(text: str) -> str:
    """The same answer without what nobody asked for.  Raises ValueError where it is no JSON."""
    try:
        return json.dumps(kept(json.loads(text)), ensure_ascii=True)
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None


def kept(value: Any) -> Any:
    if isinstance(value, list):
        return [kept(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: inner if key in WHOLE else kept(inner) for key, inner in value.items() if key in KEPT | WHOLE}


def items(text: str) -> list[Any]:
    """The objects of a list, or the one that it is."""
    told = json.loads(bare(text))
    if not isinstance(told, dict):
        raise ValueError("the API answered with something that is no object")
    return rows(told["items"]) if isinstance(told.get("items"), list) else [told]


def rows(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; what is neither is none."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def within(row: dict[str, Any], *path: str) -> dict[str, Any]:
    """The object at a path, an empty one where there is none."""
    for key in path:
        inner = row.get(key)
        row = inner if isinstance(inner, dict) else {}
    return row


def whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def offers(text: str, port: int) -> tuple[Offer, ...]:
    """The Services that have a TCP port of that number, or that node port."""
    return tuple(
        Offer(
            name(row),
            namespace(row),
            str(spec(row).get("type", "ClusterIP")),
            number(one),
            node_port(one),
            own_addresses(row) if port == number(one) else (),
        )
        for row in items(text)
        for one in tcp_ports(spec(row))
        if port in (number(one), node_port(one))
    )


def own_addresses(service: dict[str, Any]) -> tuple[str, ...]:
    """Inside the cluster, and those that a load balancer or its owner gave it."""
    lent = (one.get("ip") for one in rows(within(service, "status", "loadBalancer").get("ingress")))
    external = spec(service).get("externalIPs")
    found = (spec(service).get("clusterIP"), *lent, *(external if isinstance(external, list) else ()))
    return tuple(address for address in found if isinstance(address, str))


def node_addresses(text: str) -> tuple[str, ...]:
    """Of every node (NodeAddress; its names are there, too)."""
    found = (one.get("address") for row in items(text) for one in rows(within(row, "status").get("addresses")))
    return tuple(address for address in found if isinstance(address, str))


def tcp_ports(about: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (one for one in rows(about.get("ports")) if one.get("protocol", TCP) == TCP)


def number(port: dict[str, Any]) -> int:
    return whole(port.get("port"))


def node_port(port: dict[str, Any]) -> int:
    return whole(port.get("nodePort"))


def name(row: dict[str, Any]) -> str:
    return str(within(row, "metadata").get("name", ""))


def namespace(row: dict[str, Any]) -> str:
    return str(within(row, "metadata").get("namespace", "")) or "default"


def spec(row: dict[str, Any]) -> dict[str, Any]:
    return within(row, "spec")


def selector(service: str) -> str:
    """As kubectl takes it: ``app=shop,tier=web``; "" where the Service has none."""
    chosen = within(first(service), "spec", "selector")
    return ",".join(f"{key}={value}" for key, value in sorted(chosen.items()))


def first(service: str) -> dict[str, Any]:
    return next(iter(items(service)), {})


def target(service: str, wanted: str) -> str:
    """Where a Service sends what comes to its port, that port itself where it does not say."""
    for one in tcp_ports(spec(first(service))):
        if wanted in (str(number(one)), str(one.get("name", ""))):
            return str(one.get("targetPort") or number(one))
    return ""


def pods(text: str) -> tuple[Pod, ...]:
    return tuple(pod(row) for row in items(text) if name(row))


def pod(row: dict[str, Any]) -> Pod:
    status = within(row, "status")
    states = rows(status.get("containerStatuses"))
    declared = (one for container in rows(spec(row).get("containers")) for one in rows(container.get("ports")))
    return Pod(
        name(row),
        str(status.get("phase", "Unknown")),
        any(one.get("type") == "Ready" and one.get("status") == "True" for one in rows(status.get("conditions"))),
        next((reason for state in states if (reason := waits(state))), ""),
        sum(whole(state.get("restartCount")) for state in states),
        tuple((str(one.get("name", "")), whole(one.get("containerPort"))) for one in declared),
        moment(str(status.get("startTime", ""))),
    )


def moment(written: str) -> float:
    """Seconds since the epoch; 0 for what is no time."""
    found = MOMENT.fullmatch(written)
    if not found:
        return 0.0
    year, month, day, hour, minute, second = map(int, found.groups())
    return float(days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second)


def waits(state: dict[str, Any]) -> str:
    return str(within(state, "state", "waiting").get("reason", ""))


def ready(slices: str) -> int:
    """How many endpoints are, of all slices; one that says nothing is (EndpointConditions, ready)."""
    return sum(
        len(one["addresses"])
        for row in items(slices)
        for one in rows(row.get("endpoints"))
        if isinstance(one.get("addresses"), list) and within(one, "conditions").get("ready") is not False
    )


def behind(service: str, slices: str, found: str, wanted: str) -> Behind:
    return Behind(selector(service), target(service, wanted), ready(slices), pods(found))


def alone(found: str, wanted: str) -> Behind:
    """A pod that somebody forwards to by its own name: no Service is in between, and readiness does not count."""
    told = pods(found)
    return Behind("", wanted, sum(row.phase == "Running" for row in told), told)
