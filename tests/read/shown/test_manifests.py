"""Manifests beside what kubectl shows: a Service that sends to a port that no pod declares, or to nobody."""

import pytest

from portwise.app.reading import read
from portwise.formats import kubeyaml
from portwise.model.facts import BEHIND
from portwise.model.report import State
from tests.read.answered import told

NOBODY = "kubernetes-service-no-endpoints"
FORWARD = """$ kubectl port-forward svc/shop 8080:80 &
Forwarding from 127.0.0.1:8080 -> 3000
Forwarding from [::1]:8080 -> 3000
"""
EMPTY = "$ curl http://localhost:8080/\ncurl: (52) Empty reply from server\n"
PODS = """$ kubectl get pods --show-labels
NAME                    READY   STATUS    RESTARTS   AGE   LABELS
shop-6f9c66c4b8-9pq2n   1/1     Running   0          11m   app=shop,pod-template-hash=6f9c66c4b8
cart-7f9c66c4b8-w8xkk   1/1     Running   0          11m   app=cart,pod-template-hash=7f9c66c4b8
"""
SERVICE = """apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
    - name: http
      port: 80
      targetPort: 3000
"""
DEPLOYMENT = """kind: Deployment
apiVersion: apps/v1
metadata:
  name: shop
spec:
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: web
          image: shop:1
          ports:
            - name: web
              containerPort: 8000
"""
BOTH = f"{SERVICE}---\n{DEPLOYMENT}"
SLICES = """$ kubectl get endpointslices
NAME         ADDRESSTYPE   PORTS     ENDPOINTS   AGE
shop-x7k2p   IPv4          <unset>   <unset>     12m
"""


def found(raw):
    return next((one for one in read(raw).findings if one.cause == NOBODY), None)


PROVEN = {
    "no container declares its port": (BOTH, "it sends to port 3000, and its pods declare 8000"),
    "nor one of that name": (BOTH.replace("targetPort: 3000", "targetPort: http"), "it sends to port http"),
    "no pod has its labels": (
        BOTH.replace("    app: shop\n  ports", "    app: shopp\n  ports"),
        "the labels app=shopp",
    ),
    "no pod is ready": (f"{SERVICE}\nREADY", "shop-6f9c66c4b8-9pq2n (not ready)"),
}


@pytest.mark.parametrize("case", PROVEN)
def test_where_a_service_sends_is_told_by_its_manifest(case):
    """And who is there by the pods that kubectl shows; without a word of theirs nothing is proven."""
    written, says = PROVEN[case]
    pods = PODS.replace("1/1     Running   0          11m   app=shop", "0/1     Running   0          11m   app=shop")
    raw = FORWARD + EMPTY + (pods if "READY" in written else PODS) + "Here they are:\n" + written.replace("\nREADY", "")
    one, without = found(raw), found(raw.replace("--show-labels", "").replace("LABELS", ""))

    assert (State.SUPPORTED, True) == (one.state, says in one.title), one.title
    assert without is None or without.state is not State.SUPPORTED


NOT_PROVEN = {
    "it declares the port": BOTH.replace("8000", "3000"),
    "it declares the port by its name": BOTH.replace("targetPort: 3000", "targetPort: web"),
    "another service": BOTH.replace("name: shop\nspec:\n  selector", "name: cart\nspec:\n  selector"),
    "another workload": BOTH.replace("name: shop\nspec:\n  template", "name: shopping\nspec:\n  template"),
    "a container that declares none": SERVICE,
    "other labels": BOTH.replace("        app: shop\n    spec", "        app: shopping\n    spec"),
    "two workloads of that name": f"{BOTH}---\n{DEPLOYMENT.replace('8000', '9000')}",
    "another machine": f"$ ssh root@prod\n# cat all.yaml\n{BOTH}# exit\n",
    "two services of that name": BOTH + "---\n" + SERVICE.replace("3000", "8000"),
    "a port that is no number": BOTH.replace("containerPort: 8000", "containerPort: eight"),
}


@pytest.mark.parametrize("case", NOT_PROVEN)
def test_a_manifest_in_part_or_of_another_thing_proves_nothing(case):
    """What is not declared may be served all the same."""
    one = found(FORWARD + EMPTY + PODS + NOT_PROVEN[case])

    assert one is None or one.state is not State.SUPPORTED


def test_a_slice_without_endpoints_is_of_its_service():
    """One that lists some says nothing, for those that are not ready are among them."""
    proven = found(FORWARD + EMPTY + SLICES)
    some = found(FORWARD + EMPTY + SLICES.replace("<unset>   <unset>", "3000      10.1.2.3"))
    other = found(FORWARD + EMPTY + SLICES.replace("shop-x7k2p", "cart-x7k2p"))

    assert State.SUPPORTED is proven.state
    assert [True, True] == [one is None or one.state is not State.SUPPORTED for one in (some, other)]


def test_a_port_of_the_service_is_found_by_number_or_name():
    """And stands for itself where nothing else is said."""
    service = kubeyaml.service(SERVICE.replace("      targetPort: 3000\n", ""))

    assert ("80", "80", "") == (service.target("80"), service.target("http"), service.target("443"))


def test_documents_end_where_no_yaml_stands():
    """Prose, a prompt and the next manifest are none of it; a manifest may be indented as a whole."""
    text = f"Look:\n{SERVICE}This is it.\n$ cat deploy.yaml\n{DEPLOYMENT}{SERVICE.replace('shop', 'cart')}"
    deep = "And once more\n" + "".join(f"   {line}\n" for line in SERVICE.splitlines())
    found = [kubeyaml.service(written) for _, written in kubeyaml.documents(enumerate((text + deep).splitlines(), 1))]

    assert ["shop", None, "cart", "shop"] == [one and one.name for one in found]


def test_the_endpoints_of_kubectl_go_before_the_pods():
    """It says how many are ready."""
    endpoints = "$ kubectl get endpoints shop\nNAME   ENDPOINTS   AGE\nshop   <none>      12m\n"
    behind = next(v for q, v in told(FORWARD + EMPTY + endpoints + PODS + BOTH).items() if q.fact is BEHIND)

    assert (0, (("web", 8000),)) == (behind.ready, behind.pods[0].ports)
