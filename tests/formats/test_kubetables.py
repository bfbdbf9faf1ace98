"""What kubectl prints of Services, endpoints and pods."""

import pytest

from portwise.formats.kubetables import Described, cells, described, endpoints, heading, offers, pod
from portwise.model.cluster import Offer, Pod

PODS = "NAME   READY   STATUS   RESTARTS   AGE"
WIDE = f"{PODS}   IP   NODE   NOMINATED NODE   READINESS GATES"
LABELS = f"{PODS}   LABELS"
SERVICES = "NAME   TYPE   CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE"
ENDPOINTS = "NAME   ENDPOINTS   AGE"


def columns(line):
    return heading(line)[1]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("web-1   1/1   Running   0   3d", Pod("web-1", "Running", True, "", 0, ())),
        ("web-1   0/1   Running   4 (2m ago)   3d", Pod("web-1", "Running", False, "", 4, ())),
        ("web-1   0/1   CrashLoopBackOff   7   3d", Pod("web-1", "Running", False, "CrashLoopBackOff", 7, ())),
        ("web-1   0/1   ImagePullBackOff   0   3d", Pod("web-1", "Pending", False, "ImagePullBackOff", 0, ())),
        ("pod/web-1   0/1   Completed   0   3d", Pod("web-1", "Succeeded", False, "", 0, ())),
        ("web-1   0/1   Init:0/2   0   3d", Pod("web-1", "Pending", False, "Init:0/2", 0, ())),
        ("web-1   0/1   Evicted   0   3d", Pod("web-1", "Failed", False, "Evicted", 0, ())),
        ("web-1   1/2   Error   1   3d", Pod("web-1", "Running", False, "", 1, ())),
        ("web-1   1/1   Terminating   0   3d", Pod("web-1", "Running", False, "Terminating", 0, ())),
        ("web-1   0/1   Terminating   0   3d", Pod("web-1", "", False, "Terminating", 0, ())),
        ("web-1   0/1   Error   1   3d", Pod("web-1", "", False, "", 1, ())),
        ("web-1   0/2   NotReady   1   3d", Pod("web-1", "", False, "NotReady", 1, ())),
        ("web-1   0/1   Unknown   1   3d", Pod("web-1", "", False, "Unknown", 1, ())),
    ],
)
def test_the_state_that_is_printed_is_one_of_a_phase(row, expected):
    """As printers.go makes one of the other; where several are printed alike it is not told."""
    assert expected == pod(row, columns(PODS)).pod


def test_labels_are_known_where_they_were_asked_for():
    """Also where there are none."""
    row = "web-1   1/1   Running   0   3d   "
    found = [
        pod(f"{row}app=web,tier=front", columns(LABELS)).labels,
        pod(f"{row}<none>", columns(LABELS)).labels,
        pod(f"{row}10.1.2.3   node-1   <none>   <none>", columns(WIDE)).labels,
    ]

    assert [frozenset({"app=web", "tier=front"}), frozenset(), None] == found


def test_a_service_offers_each_of_its_ports():
    """With the port of the nodes, where it has one; datagrams are left out."""
    row = "web   NodePort   10.96.1.2   <none>   80:30080/TCP,443/TCP,53/UDP   3d"

    assert [
        Offer("web", "default", "NodePort", 80, 30080),
        Offer("web", "default", "NodePort", 443, 0),
    ] == list(offers(row, columns(SERVICES)))
    assert "shop" == next(offers(f"shop   {row}", columns(f"NAMESPACE   {SERVICES}"))).namespace


def test_endpoints_are_counted():
    """None, some, and what is no list."""
    rows = ("web   <none>   3d", "web   10.1.2.3:80,10.1.2.4:80 + 3 more...   3d", "web   10.1.2.3:80   3d")

    assert [("web", 0), ("web", 2), ("web", 1)] == [endpoints(row, columns(ENDPOINTS)) for row in rows]
    with pytest.raises(ValueError, match="endpoints"):
        endpoints("so this is what", columns(ENDPOINTS))


def test_a_service_is_described():
    """Its labels in one order, and how many are ready."""
    lines = (
        "Name:  web",
        "Selector:  tier=front,app=web",
        "TargetPort:  3000/TCP",
        "Endpoints:  10.1.2.3:3000,[fd00::1]:3000",
    )

    assert Described("web", "app=web,tier=front", "3000", 2) == described(lines)
    assert described(lines[:3]) is None


@pytest.mark.parametrize("line", ["", "NAME READY", "CONTAINER ID IMAGE STATUS PORTS NAMES", "NAME STATUS PORTS"])
def test_what_is_no_heading_begins_no_table(line):
    """Of another tool, or cut."""
    assert heading(line) is None


@pytest.mark.parametrize("line", ["", "web 1/1", "(none) 1/1 Running 0 3d"])
def test_a_row_with_too_little_is_none(line):
    """By an error."""
    with pytest.raises(ValueError, match="a row"):
        cells(line, columns(PODS))
