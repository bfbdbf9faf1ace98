"""What kubectl printed proves who is behind a forwarded port, and who is not."""

import pytest

from portwise.app.reading import read
from portwise.model.cluster import Offer
from portwise.model.evidence import Unreadable
from portwise.model.facts import BEHIND, CLUSTER, FORWARDS, HERE, OFFERS
from portwise.model.report import State
from tests.read.answered import told

NOBODY = "kubernetes-service-no-endpoints"
FORWARD = """$ kubectl port-forward {} 8080:80 &
Forwarding from 127.0.0.1:8080 -> 3000
Forwarding from [::1]:8080 -> 3000
"""
EMPTY = "$ curl http://localhost:8080/\ncurl: (52) Empty reply from server\n"
NONE = "$ kubectl get endpoints shop\nNAME   ENDPOINTS   AGE\nshop   <none>      12m\n"
SOME = NONE.replace("<none>   ", "10.1.2.3:3000")
DESCRIBED = """$ kubectl describe svc shop
Name:              shop
Selector:          app=shop
Port:              http  80/TCP
TargetPort:        3000/TCP
Endpoints:         <none>
"""
PODS = """$ kubectl get pods --show-labels
NAME                    READY   STATUS             RESTARTS      AGE   LABELS
shop-6f9c66c4b8-9pq2n   0/1     CrashLoopBackOff   7 (2m ago)    11m   app=shop,pod-template-hash=6f9c66c4b8
cart-7f9c66c4b8-w8xkk   1/1     Running            0             11m   app=cart,pod-template-hash=7f9c66c4b8
"""
SHOP = FORWARD.format("svc/shop")


def found(raw, cause=NOBODY):
    return next((one for one in read(raw).findings if one.cause == cause), None)


PROVEN = {
    "no endpoint": (SHOP + EMPTY + NONE, "no endpoint that is ready"),
    "no pod is ready": (SHOP + EMPTY + DESCRIBED + PODS, "shop-6f9c66c4b8-9pq2n (CrashLoopBackOff, 7 restarts)"),
    "no pod has the labels": (SHOP + EMPTY + DESCRIBED + PODS.replace("app=shop", "app=shopp"), "the labels app=shop"),
    "asked for by its labels": (
        SHOP + EMPTY + DESCRIBED + "$ kubectl get po -l app=shop\nNo resources found in default namespace.\n",
        "the labels app=shop",
    ),
    "a pod that is over": (
        FORWARD.format("pod/shop-1")
        + EMPTY
        + PODS.replace("shop-6f9c66c4b8-9pq2n", "shop-1").replace("CrashLoopBackOff", "Completed"),
        "pod shop-1 is succeeded",
    ),
}


@pytest.mark.parametrize("case", PROVEN)
def test_a_forward_to_nobody_is_proven(case):
    """It listens by its own words, it closes without a byte, and the cluster says why."""
    raw, says = PROVEN[case]
    one = found(raw)

    assert (State.SUPPORTED, True) == (one.state, says in one.title), one.title


NOT_PROVEN = {
    "somebody is behind it": SHOP + EMPTY + SOME,
    "another service": SHOP + EMPTY + NONE.replace("shop ", "cart "),
    "another port": SHOP.replace("8080", "9090") + EMPTY + NONE,
    "it does not say that it forwards": SHOP.splitlines()[0] + "\n" + EMPTY + NONE,
    "it has ended": SHOP + "error: lost connection to pod\n" + EMPTY + NONE,
    "nobody met it": SHOP + NONE,
    "another process has the port": (
        SHOP
        + EMPTY
        + NONE
        + '$ ss -ltnp | grep :8080\nLISTEN 0 5 127.0.0.1:8080 0.0.0.0:* users:(("node",pid=42,fd=7))\n'
    ),
}


@pytest.mark.parametrize("case", NOT_PROVEN)
def test_it_is_not_proven_by_half(case):
    """What is not told is not known."""
    one = found(NOT_PROVEN[case])

    assert one is None or one.state is not State.SUPPORTED, one


def test_which_pods_are_its_own_is_told_by_labels_alone():
    """A name that looks alike is no label."""
    raw = SHOP + EMPTY + DESCRIBED + PODS.replace("   LABELS", "").replace("   app=", "   ")
    behind = next(value for question, value in told(raw).items() if question.fact is BEHIND)

    with pytest.raises(Unreadable):
        tuple(behind.pods)


def test_a_forward_that_lost_its_pod_is_over():
    """And one that nobody spoke of is not known."""
    lost = f"{SHOP.replace(' &', '')}E1120 lost connection to pod\n{EMPTY}"

    assert [(), False] == [told(lost)[FORWARDS.of(HERE)], FORWARDS.of(HERE) in told(EMPTY)]


def test_services_and_the_place_of_the_cluster_are_known():
    """That none has the port is not: other namespaces were not asked."""
    row = "shop   ClusterIP   10.96.1.2   <none>   8080/TCP   3d"
    table = f"NAME   TYPE   CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\n{row}\n"
    info = "Kubernetes control plane is running at https://127.0.0.1:6443\n"
    said = told(table + info)

    assert (Offer("shop", "default", "ClusterIP", 8080, 0),) == said[OFFERS.of(8080)]
    assert said[CLUSTER.of("")].near
    assert OFFERS.of(9090) not in told(table, "localhost:9090")


@pytest.mark.parametrize("state", ["0/1     Terminating", "0/1     Error", "1/2     Error"])
def test_a_pod_whose_phase_is_not_told_is_not_nobody(state):
    """One that is being deleted may run, and of two containers the other one."""
    pods = "$ kubectl get pods\nNAME    READY   STATUS        RESTARTS   AGE\nshop-1  {}   3          5d\n"
    one = found(FORWARD.format("pod/shop-1") + EMPTY + pods.format(state))

    assert one is None or one.state is not State.SUPPORTED


def test_the_pods_of_a_service_are_not_told_where_one_of_them_is_not():
    """How it fares decides."""
    raw = SHOP + EMPTY + DESCRIBED + PODS.replace("CrashLoopBackOff", "Terminating     ")
    behind = next(value for question, value in told(raw).items() if question.fact is BEHIND.of("").fact)

    assert True is bool(behind.pods)
    with pytest.raises(Unreadable):
        list(behind.pods)
