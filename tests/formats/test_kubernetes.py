"""What the objects of the API say, and what of them may be seen at all."""

import json

import pytest

from portwise.formats import kubernetes
from portwise.model.cluster import Offer

# kubernetes.io/docs/tasks/debug/debug-application/debug-service/, kubectl get service hostnames -o json
SERVICE = {
    "kind": "Service",
    "metadata": {"name": "hostnames", "namespace": "default", "annotations": {"token": "of-nobody"}},
    "spec": {
        "ports": [{"name": "default", "protocol": "TCP", "port": 80, "targetPort": 9376, "nodePort": 30080}],
        "selector": {"app": "hostnames"},
        "type": "NodePort",
    },
}
POD = {
    "kind": "Pod",
    "metadata": {"name": "hostnames-1", "labels": {"app": "hostnames"}},
    "spec": {"containers": [{"env": [{"name": "PASSWORD", "value": "of-nobody"}], "ports": [{"containerPort": 9376}]}]},
    "status": {
        "phase": "Running",
        "startTime": "2022-02-17T21:51:01Z",
        "conditions": [{"type": "Ready", "status": "False"}],
        "containerStatuses": [
            {"restartCount": 7, "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}}}
        ],
    },
}


def text(value):
    return kubernetes.bare(json.dumps(value))


def test_nothing_secret_is_kept():
    """Variables, commands and annotations stay where they are."""
    assert "of-nobody" not in text({"items": [SERVICE, POD]})


@pytest.mark.parametrize(("port", "found"), [(80, 1), (30080, 1), (9376, 0), (0, 0)])
def test_a_service_is_found_by_its_port(port, found):
    """By its own and by its node port; the port of its pods is no door of it."""
    offers = kubernetes.offers(text({"items": [SERVICE]}), port)

    assert [Offer("hostnames", "default", "NodePort", 80, 30080)] * found == list(offers)


BALANCED = {
    **SERVICE,
    "spec": {**SERVICE["spec"], "clusterIP": "10.0.1.175", "externalIPs": ["192.0.2.7"]},
    "status": {"loadBalancer": {"ingress": [{"ip": "172.18.0.9"}, {"hostname": "lb.test"}]}},
}


@pytest.mark.parametrize(("port", "addresses"), [(80, ("10.0.1.175", "172.18.0.9", "192.0.2.7")), (30080, ())])
def test_a_service_has_its_port_at_addresses_of_its_own(port, addresses):
    """Its node port is at those of the nodes."""
    (offer,) = kubernetes.offers(text({"items": [BALANCED]}), port)

    assert addresses == offer.addresses


@pytest.mark.parametrize("told", [{}, {"addresses": 7}, {"addresses": [{"address": 7}]}])
def test_the_addresses_of_nodes(told):
    """Of all nodes; one that tells none has none."""
    node = {"status": {"addresses": [{"type": "InternalIP", "address": "172.18.0.2"}]}}

    assert ("172.18.0.2",) == kubernetes.node_addresses(text({"items": [{"status": told}, node]}))


@pytest.mark.parametrize(("wanted", "target"), [("80", "9376"), ("default", "9376"), ("443", "")])
def test_where_a_service_sends(wanted, target):
    """By number and by name."""
    assert target == kubernetes.target(text(SERVICE), wanted)


def test_how_a_pod_fares():
    """In the words of `kubectl get pods`, and since when; `date -d 2022-02-17T21:51:01Z +%s`."""
    (pod,) = kubernetes.pods(text({"items": [POD]}))

    assert ("hostnames-1", "Running", False, "CrashLoopBackOff", 7) == pod[:5]
    assert ((("", 9376),), 1645134661.0) == pod[5:]


@pytest.mark.parametrize("written", ["", "yesterday", "2022-02-17", "2022-02-17T21:51:01+01:00"])
def test_what_is_no_time_is_not_told(written):
    """0 stands for it; nobody is younger than that."""
    assert 0.0 == kubernetes.moment(written)


@pytest.mark.parametrize(
    ("conditions", "ready"), [({"ready": True}, 2), ({"ready": False}, 0), ({}, 2), (None, 2), ({"ready": None}, 2)]
)
def test_an_endpoint_that_says_nothing_is_ready(conditions, ready):
    """EndpointConditions: a nil value should be interpreted as "true"."""
    told = {"items": [{"endpoints": [{"addresses": ["10.1.2.3", "10.1.2.4"], "conditions": conditions}]}]}

    assert ready == kubernetes.ready(text(told))


@pytest.mark.parametrize("answer", ["", "<html>", "[]", "3"])
def test_what_is_no_object_is_an_error(answer):
    """A proxy's page is not a list of nothing."""
    with pytest.raises(ValueError):
        kubernetes.items(answer)
