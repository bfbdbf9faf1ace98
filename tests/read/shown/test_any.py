"""Outputs in any order, cut anywhere: what cannot be read is unknown, and nothing fails."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portwise.app.reading import read
from portwise.read.readers import understood
from portwise.read.sections import sections
from portwise.render.json import render as as_json
from portwise.render.layout import Look
from portwise.render.reading import render as as_text

LINES = r"""
$ docker ps
$ docker ps -a
$ docker compose ps
$ podman ps | head -3
CONTAINER ID   IMAGE   STATUS   PORTS   NAMES
CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES
NAME   IMAGE   SERVICE   STATUS   PORTS
0123456789ab   web   "vite"   2 days ago   Up 2 days   0.0.0.0:8080->80/tcp   web
6a1f...
ba9876543210   db   "db"   2 days ago   Exited (137) 1 day ago      db
web   web   web   Up 1 second   9.9.9.999:8080->80/tcp
web   web   web   running   0.0.0.0:8080-99999->80-1/tcp
$ docker logs web
$ docker exec web ss -ltn
LISTEN 0 128 127.0.0.1:80 0.0.0.0:*
LISTEN 0 128 somewhere:80 0.0.0.0:*
LISTEN 0 128 *:8080 *:*
$ ss -ltn
web-1  | Listening on 127.0.0.1:80
Listening on [::]:3000
services:
  web:
    ports:
      - 8080:80
docker run --name db -p 8080:80 web
$ ss -ltnp | grep :8080
$ lsof -i :8080
# lsof -i :8080
$
C:\>netstat -ano | findstr :8080
  TCP    0.0.0.0:8080    0.0.0.0:0    LISTENING    4
PS C:\>
PS C:\> netsh int ipv4 show excludedportrange tcp
Start Port    End Port
----------    --------
   8000     8100
   9   8
   99999   100000
C:\>netsh http show servicestate
    HTTP://+:8080/X/
    4120
C:\>netsh interface portproxy show all
*   8080   db   80
kubectl port-forward svc/web 8080:80 &
Forwarding from 127.0.0.1:8080 -> 80
Forwarding from [::]:8080 -> 80
error: lost connection to pod
NAME   READY   STATUS   RESTARTS   AGE   LABELS
web-1   0/1   Pending   0   3d   app=web
NAME ENDPOINTS AGE
web <none> 3d
NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE
web NodePort 10.0.0.1 <none> 8080:30080/TCP 3d
$ kubectl describe svc web
Name: web
Selector: app=web
ENDPOINTS: <none>
TargetPort: 80/TCP
$ kubectl get pods -l app=web
No resources found
Kubernetes control plane is running at https://127.0.0.1:6443
Error: getaddrinfo ENOTFOUND web
""".splitlines()[1:]
MET = (
    "$ curl http://localhost:8080\ncurl: (52) Empty reply from server",
    "connect ECONNREFUSED 127.0.0.1:8080",
    "chrome: http://localhost:8080 ERR_EMPTY_RESPONSE",
    "Error: listen EACCES: permission denied 0.0.0.0:8080",
    "Error: listen EADDRINUSE: address already in use :::8080",
    'psql -h web: could not translate host name "web" to address',
    "",
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=30), st.sampled_from(MET), st.integers(0, 30))
def test_outputs_in_any_order_make_a_report(lines, met, at):
    """In JSON and in words."""
    report = read("\n".join((*lines[:at], met, *lines[at:])))

    assert json.loads(as_json(report))["findings"] is not None
    assert as_text(report, Look(verbose=True))


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("$ docker ps", "docker ps"),
        ("[me@host dir]$ sudo ss -ltn", "ss -ltn"),
        ("root@host:/srv# lsof -i :80", "lsof -i :80"),
        ("C:\\Users\\me>netstat -ano", "netstat -ano"),
        ("PS C:\\> Get-NetTCPConnection -LocalPort 80", "get-nettcpconnection -localport 80"),
        ("~/shop \u276f kubectl get pods", "kubectl get pods"),
        ("docker compose ps", "docker compose ps"),
        ("`kubectl get svc`:", "kubectl get svc"),
        ("docker ps shows it, and nothing else does.", None),
        ("web-1  | $ not typed", None),
    ],
)
def test_a_command_is_what_somebody_typed(line, command):
    """At a prompt of any shell, or alone on its line; a sentence is none."""
    assert ([command] if command else []) == [section.command for section in sections(understood(line))]


def test_a_section_ends_where_the_next_command_stands():
    """That nothing was printed is known where somebody typed on."""
    one, two = sections(understood("$ ss -ltn | grep 80\n$ ss -ltn\nState\nLISTEN\n"))

    assert [((), True), (2, False)] == [(one.printed, one.ended), (len(two.printed), two.ended)]
