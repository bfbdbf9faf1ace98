"""What kubectl prints and what manifests say."""

import pytest

from portwise.read.signs import clusters
from portwise.read.text import Text

SERVICE = """
apiVersion: v1
kind: Service
metadata:
  name: billing
spec:
  selector:
    app: billing
    tier: back
  ports:
    - port: 80
      targetPort: 8080
---
kind: Deployment
spec:
  selector:
    matchLabels: {app: other}
  template:
    metadata:
      labels:
        app: billing-v2
    spec:
      containers:
        - ports:
            - containerPort: 5000
"""
PODS = """
NAME                    READY   STATUS             RESTARTS   AGE   LABELS
cart-7f9c66c4b8-9pq2n   0/1     CrashLoopBackOff   7          11m   app=cart,pod-template-hash=7f9c
cart-7f9c66c4b8-w8xkk   1/1     Running            0          11m   app=cart
"""
WIDE = """
NAME       TYPE        CLUSTER-IP     EXTERNAL-IP   PORT(S)   AGE   SELECTOR
edge-svc   ClusterIP   10.254.88.41   <none>        80/TCP    17m   name=edge-proxy,tier=web
"""


def signs(reader, text):
    return [tuple(noted.sign) for noted in reader(Text.of(text))]


@pytest.mark.parametrize(
    "line",
    [
        "Endpoints:         <none>",
        "Endpoints:",
        "subsets: []",
        "billing   <none>   3d",
        "endpoints/billing   <none>   5m",
    ],
)
def test_a_service_without_endpoints_is_seen(line):
    """As `describe` and `get` print it, of old and new versions."""
    assert [("no endpoints", "")] == signs(clusters.endpoints, line)


def test_a_service_with_endpoints_is_no_such():
    """An address is an endpoint."""
    assert [] == signs(clusters.endpoints, "Endpoints:  10.244.0.7:8080\nbilling   10.244.0.7:8080   3d\n")


def test_what_a_service_selects_is_told_apart_from_what_a_deployment_does():
    """The labels of a template are those of its pods."""
    assert [("selector", "app=billing,tier=back")] == signs(clusters.selectors, SERVICE)
    assert [("labels", "app=billing-v2")] == signs(clusters.labels, SERVICE)


def test_columns_are_read():
    """``-o wide`` and ``--show-labels``."""
    assert [("selector", "name=edge-proxy,tier=web")] == signs(clusters.selectors, WIDE)
    assert [("labels", "app=cart,pod-template-hash=7f9c"), ("labels", "app=cart")] == signs(clusters.labels, PODS)


def test_pods_are_ready_or_not():
    """All of their containers, and running."""
    assert [
        ("pod not ready", "cart-7f9c66c4b8-9pq2n CrashLoopBackOff"),
        ("pod ready", "cart-7f9c66c4b8-w8xkk Running"),
    ] == signs(clusters.pods, PODS)


def test_ports_of_a_service_and_of_a_container_are_read():
    """In manifests and as `describe` prints them."""
    shown = "TargetPort:  8080/TCP\nPort:  5000/TCP\n"

    assert [("target port", "8080"), ("container port", "5000")] == signs(clusters.numbers, SERVICE)
    assert [("target port", "8080"), ("container port", "5000")] == signs(clusters.numbers, shown)
