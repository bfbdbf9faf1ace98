"""
Stands for the API server of a Kubernetes cluster: ``kubernetes.py --port N --login WAY --pods STATE``.

It replays recorded objects, each as its source has it, less what nobody reads:

- the Service ``hostnames``: `kubectl get service hostnames -o json`, the object of 2015-07-07, with its pods' names,
  https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/
- a pod as `kubectl get pod -o yaml` prints it, the object of 2022-02-17 (nginx-deployment-67d4bdd6f5-w6kd7),
  https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/
- EndpointSlices and their labels: https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
- the addresses of a node: https://kubernetes.io/docs/reference/node/node-status/#addresses
- that of a load balancer:
  https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer (both read on 2026-11-21)
- what a container waits for: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-state-waiting
- 401 and 404 as a Status object: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
"""

import argparse
import base64
import json
import pathlib
import ssl
import time
import urllib.parse
from typing import Any

from answers import JSON, Handler, listening, take

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--login", choices=("token", "certificate", "password"), default="token")
parser.add_argument(
    "--pods", choices=("ready", "unready", "crashing", "none", "other-port", "younger"), default="ready"
)
parser.add_argument("--node-port", type=int, default=0)
parser.add_argument("--node", default="172.18.0.2", help="the address of the one node")
parser.add_argument("--balancer", default="", help="the address that a load balancer has for the Service")
parser.add_argument("--plain", action="store_true", help="no TLS, as kubectl proxy has it")
asked = parser.parse_args()

FOLDER = pathlib.Path(__file__).parent
SPACE, SLICES = "/api/v1/namespaces/default", "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
BASIC = base64.b64encode(b"ann:lab-password").decode()

SERVICE: dict[str, Any] = {
    "kind": "Service",
    "apiVersion": "v1",
    "metadata": {
        "name": "hostnames",
        "namespace": "default",
        "uid": "428c8b6c-24bc-11e5-936d-42010af0a9bc",
        "resourceVersion": "347189",
        "creationTimestamp": "2015-07-07T15:24:29Z",
        "labels": {"app": "hostnames"},
    },
    "spec": {
        "ports": [
            {"name": "default", "protocol": "TCP", "port": 80, "targetPort": 9376, "nodePort": asked.node_port},
        ],
        "selector": {"app": "hostnames"},
        "clusterIP": "10.0.1.175",
        "type": "LoadBalancer" if asked.balancer else "NodePort" if asked.node_port else "ClusterIP",
        "sessionAffinity": "None",
    },
    "status": {"loadBalancer": {"ingress": [{"ip": asked.balancer}]} if asked.balancer else {}},
}
NAMES = {"hostnames-632524106-bbpiw": "10.244.0.5", "hostnames-632524106-ly40y": "10.244.0.6"}
READY = asked.pods in ("ready", "other-port", "younger")
LATER = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))  # a rollout after whatever runs by now


def pod(name: str, address: str) -> dict[str, Any]:
    waiting = {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting failed container"}}
    running = {"running": {"startedAt": "2022-02-17T21:51:05Z"}}
    number = 80 if asked.pods == "other-port" else 9376
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "default", "labels": {"app": "hostnames"}},
        "spec": {
            "containers": [
                {
                    "image": "k8s.gcr.io/serve_hostname",
                    "env": [{"name": "PASSWORD", "value": "of-nobody"}],
                    "name": "hostnames",
                    "ports": [{"containerPort": number, "protocol": "TCP"}],
                }
            ],
            "nodeName": "kube-worker-1",
        },
        "status": {
            "conditions": [
                {"status": "True", "type": "Initialized"},
                {"status": "True" if READY else "False", "type": "Ready"},
            ],
            "containerStatuses": [
                {
                    "name": "hostnames",
                    "ready": READY,
                    "restartCount": 7 if asked.pods == "crashing" else 0,
                    "state": waiting if asked.pods == "crashing" else running,
                }
            ],
            "phase": "Running",
            "startTime": LATER if asked.pods == "younger" else "2022-02-17T21:51:01Z",
            "podIP": address,
        },
    }


PODS = [] if asked.pods == "none" else [pod(*one) for one in NAMES.items()]
SLICE = {
    "apiVersion": "discovery.k8s.io/v1",
    "kind": "EndpointSlice",
    "metadata": {"name": "hostnames-abc", "labels": {"kubernetes.io/service-name": "hostnames"}},
    "addressType": "IPv4",
    "ports": [{"name": "default", "protocol": "TCP", "port": 9376}],
    "endpoints": [{"addresses": [one["status"]["podIP"]], "conditions": {"ready": READY}} for one in PODS],
}
NODE = {
    "kind": "Node",
    "metadata": {"name": "kube-worker-1"},
    "status": {
        "addresses": [{"type": "InternalIP", "address": asked.node}, {"type": "Hostname", "address": "kube-worker-1"}]
    },
}
KNOWN: dict[str, Any] = {
    f"{SPACE}/services": {"kind": "ServiceList", "apiVersion": "v1", "items": [SERVICE]},
    f"{SPACE}/services/hostnames": SERVICE,
    f"{SPACE}/pods": {"kind": "PodList", "apiVersion": "v1", "items": PODS},
    "/api/v1/nodes": {"kind": "NodeList", "apiVersion": "v1", "items": [NODE]},
    SLICES: {"kind": "EndpointSliceList", "apiVersion": "discovery.k8s.io/v1", "items": [SLICE]},
    **{f"{SPACE}/pods/{one['metadata']['name']}": one for one in PODS},
}
SELECTORS = {f"{SPACE}/pods": "app=hostnames", SLICES: "kubernetes.io/service-name=hostnames"}


class Web(Handler):
    def do_get(self) -> None:
        path, _, query = self.path.partition("?")
        told = urllib.parse.parse_qs(query)
        if asked.login != "certificate" and self.headers["Authorization"] != WAYS[asked.login]:
            self.status(401, "Unauthorized")
        elif path not in KNOWN or told.get("labelSelector", [""]) != [SELECTORS.get(path, "")]:
            self.status(404, "NotFound")
        else:
            self.tell(200, KNOWN[path])

    def status(self, code: int, reason: str) -> None:
        self.tell(code, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code})

    def tell(self, code: int, what: dict[str, Any]) -> None:
        self.say(code, json.dumps(what).encode(), JSON)


WAYS = {"token": "Bearer lab-token", "password": f"Basic {BASIC}"}
listener = listening(asked.host, asked.port)
if not asked.plain:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER / "good.crt", FOLDER / "lab.key")
    if asked.login == "certificate":
        context.load_verify_locations(FOLDER / "ca.crt")
        context.verify_mode = ssl.CERT_REQUIRED
    listener = context.wrap_socket(listener, server_side=True)
take(listener, Web)
