"""Which cluster is near, and what is said where it cannot be asked."""

import errno

import pytest

from portwise.collect.kubernetes import ALL
from portwise.host.api import Relay
from portwise.model.cluster import Behind, Cluster, Forward
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import BEHIND, CLUSTER, OFFERS
from portwise.model.process import Process
from portwise.model.target import Target

COLLECTORS = {collector.answers: collector for collector in ALL}
KUBECTL = Forward(Process(7, 1, "kubectl"), "", "", "service", "shop", ((8080, "80"),), ("localhost",))
NEAR = Cluster("kind", "https://127.0.0.1:6443", "default", "token", True)


GONE = FileNotFoundError(errno.ENOENT, "nothing of that name")


class Machine(Relay):
    def __init__(self, contexts=(), answer=GONE, nodes=GONE):
        self.contexts_told, self.answer, self.nodes = contexts, answer, nodes

    def _answer(self, method, *about):
        if method == "contexts":
            return self.contexts_told
        if method == "owns":
            return about[0].is_loopback
        answer = self.nodes if "/nodes" in about[1] else self.answer
        if isinstance(answer, OSError):
            raise answer
        return answer


def said(question, machine, cluster=NEAR):
    seen = Evidence(Target.parse("localhost:80")).plus([Answer(CLUSTER.of(""), Known(cluster), "test")])
    (answer,) = COLLECTORS[question.fact].collect(machine, seen, (question,))
    return answer.said


@pytest.mark.parametrize(
    ("server", "near"),
    [
        ("https://127.0.0.1:6443", True),
        ("https://[::1]:6443", True),
        ("https://kubernetes.docker.internal:6443", True),
        ("https://192.0.2.1:6443", False),
        ("https://k8s.test", False),
        ("", False),
    ],
)
def test_a_cluster_on_this_machine_is_near(server, near):
    """Only such a one is asked for a port that merely might be its own."""
    machine = Machine([("kind", server, "default", "token")])

    assert Known(Cluster("kind", server, "default", "token", near)) == said(CLUSTER.of(""), machine)


def test_no_kubeconfig_is_no_cluster():
    """A plain no, which costs the look for one file."""
    assert Known(None) == said(CLUSTER.of(""), Machine())
    assert Known(()) == said(OFFERS.of(80), Machine(), cluster=None)


@pytest.mark.parametrize(("kind", "behind"), [("service", Behind("", "", 0, ())), ("pod", Behind("", "80", 0, ()))])
def test_what_is_not_there_has_nobody_behind_it(kind, behind):
    """A 404 is an answer."""
    assert Known(behind) == said(BEHIND.of(KUBECTL._replace(kind=kind)), Machine())


@pytest.mark.parametrize(("near", "known"), [(True, True), (False, False)])
def test_a_cluster_that_does_not_run_offers_nothing(near, known):
    """Where it is on this machine a refusal says so; of another machine it says nothing."""
    refused = Machine(answer=ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"))

    assert known is (Known(()) == said(OFFERS.of(80), refused, NEAR._replace(near=near)))


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (PermissionError(errno.EACCES, "the cluster does not let this user read that (403)"), "(403)"),
        (TimeoutError(errno.ETIMEDOUT, "timed out"), "timed out"),
        ("<html>", "Expecting value"),
    ],
)
def test_a_cluster_that_cannot_be_asked_is_not_known(answer, why):
    """Never a no."""
    told = said(BEHIND.of(KUBECTL), Machine(answer=answer))

    assert isinstance(told, Unknown)
    assert why in told.why


SERVICES = """{"items": [{"metadata": {"name": "shop"}, "spec": {"type": "NodePort", "clusterIP": "10.0.0.1",
"ports": [{"port": 80, "nodePort": 30080}]}}]}"""
NODES = '{"items": [{"status": {"addresses": [{"type": "InternalIP", "address": "172.18.0.2"}]}}]}'


@pytest.mark.parametrize(
    ("port", "nodes", "addresses"), [(30080, NODES, ("172.18.0.2",)), (30080, GONE, ()), (80, NODES, ("10.0.0.1",))]
)
def test_a_node_port_is_at_the_addresses_of_the_nodes(port, nodes, addresses):
    """Whoever may not read nodes has the Service all the same."""
    (offer,) = said(OFFERS.of(port), Machine(answer=SERVICES, nodes=nodes)).value

    assert ("shop", addresses) == (offer.name, offer.addresses)
