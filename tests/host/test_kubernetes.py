"""A cluster is asked with the login of the kubeconfig, and nothing of that login is seen."""

import base64
import errno
import http.server
import json
import os
import ssl
import threading
from pathlib import Path

import pytest

from portwise.host import kubeconfigs, kubernetes
from portwise.host.local import Local

LAB = Path(kubernetes.__file__).parents[2] / "portwise_lab" / "servers"
TOKEN = "a-token-that-nobody-may-see"


class Api(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.heard.append((self.path, self.headers["Authorization"]))
        body = b'{"kind": "Service", "metadata": {"name": "shop"}, "data": {"password": "of-nobody"}}'
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Not on the stderr of the tests."""


@pytest.fixture(params=[True, False], ids=["tls", "plain"])
def api(request):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        server.heard, server.status, server.scheme = [], 200, "https" if request.param else "http"
        if request.param:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(LAB / "good.crt", LAB / "lab.key")
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def named(api, tmp_path, monkeypatch):
    """Write a kubeconfig with this user, and have it looked at."""

    def write(user, cluster="", scheme=""):
        authority = base64.b64encode((LAB / "ca.crt").read_bytes()).decode()
        (tmp_path / "config").write_text(
            f"""
current-context: lab
clusters:
- name: lab
  cluster:
    server: {scheme or api.scheme}://127.0.0.1:{api.server_port}/prefix
    certificate-authority-data: {authority}
{cluster}
contexts:
- name: lab
  context:
    cluster: lab
    user: ann
users:
- name: ann
  user:
{user}
"""
        )
        monkeypatch.setenv("KUBECONFIG", f"/nowhere/config{os.pathsep}{tmp_path}/config")

    return write


def test_the_token_goes_to_the_cluster_and_nowhere_else(api, named):
    """It is in the request, in no answer and in no context."""
    named(f"    token: {TOKEN}")
    said = Local().cluster("", "/api/v1/services", 2.0)

    assert [("/prefix/api/v1/services", f"Bearer {TOKEN}")] == api.heard
    assert {"kind": "Service", "metadata": {"name": "shop"}} == json.loads(said)
    assert TOKEN not in str(Local().contexts())


@pytest.mark.parametrize("user", ["    exec:\n      command: {marker}", "    auth-provider:\n      name: gcp"])
def test_a_program_that_brings_a_login_is_never_run(api, named, tmp_path, user):
    """It may ask for a password, open a browser, or write; that wants a yes."""
    marker = tmp_path / "ran"
    program = tmp_path / "login"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n")
    program.chmod(0o755)
    named(user.format(marker=program))

    with pytest.raises(PermissionError, match="portwise runs none"):
        Local().cluster("", "/api", 2.0)
    assert ([], False) == (api.heard, marker.exists())


@pytest.mark.parametrize(("status", "kind"), [(401, PermissionError), (403, PermissionError), (404, FileNotFoundError)])
def test_what_the_cluster_refuses_is_no_answer(api, named, status, kind):
    """Not known, and why; what is not there is said to be not there."""
    named(f"    token: {TOKEN}")
    api.status = status

    with pytest.raises(kind):
        Local().cluster("lab", "/api", 2.0)


def test_nobody_who_listens_is_an_error_of_the_world(api, named):
    """A cluster that was deleted leaves its context behind."""
    named(f"    token: {TOKEN}", scheme="http" if api.scheme == "https" else "https")

    with pytest.raises(OSError):
        Local().cluster("", "/api", 2.0)


def test_without_a_kubeconfig_there_is_no_cluster(monkeypatch, tmp_path):
    """And nothing of the grammar of one is imported."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)

    assert () == Local().contexts()


@pytest.mark.parametrize(
    ("own", "variable", "found"),
    [(False, None, "k3s"), (True, None, "own"), (False, "/nowhere/config", "")],
    ids=["of k3s", "of one's own", "of the variable"],
)
def test_a_k3s_is_found_where_nobody_names_another(monkeypatch, tmp_path, own, variable, found):
    """As its kubectl does; whoever names a file means that one."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    if variable:
        monkeypatch.setenv("KUBECONFIG", variable)
    text = "contexts:\n- name: {name}\n  context:\n    cluster: none\n"
    (tmp_path / "k3s.yaml").write_text(text.format(name="k3s"))
    monkeypatch.setattr(kubeconfigs, "K3S", str(tmp_path / "k3s.yaml"))
    if own:
        (tmp_path / ".kube").mkdir()
        (tmp_path / ".kube/config").write_text(text.format(name="own"))

    assert found == "".join(name for name, *_ in Local().contexts())


def test_whoever_may_not_read_the_file_of_k3s_is_told_which(monkeypatch, tmp_path):
    """It is root's alone, unless k3s was told otherwise; that is no word about a cluster."""

    def refuse(path, *_):
        raise PermissionError(errno.EACCES, "Permission denied") if path == kubeconfigs.K3S else FileNotFoundError

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    monkeypatch.setattr(kubeconfigs, "open", refuse, raising=False)

    with pytest.raises(PermissionError, match=r"/etc/rancher/k3s/k3s\.yaml may not be read by this user"):
        Local().contexts()
