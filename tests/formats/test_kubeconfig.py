"""Which cluster a kubeconfig names, and how its user logs in."""

import json

import pytest

from portwise.formats.kubeconfig import contexts

# As `kubectl config view` prints it: kubernetes.io/docs/tasks/access-application-cluster,
# configure-access-multiple-clusters
MERGED = """
apiVersion: v1
clusters:
- cluster:
    certificate-authority: fake-ca-file
    server: https://1.2.3.4
  name: development
- cluster:
    insecure-skip-tls-verify: true
    server: https://5.6.7.8
  name: test
contexts:
- context:
    cluster: development
    namespace: frontend
    user: developer
  name: dev-frontend
- context:
    cluster: test
    namespace: default
    user: experimenter
  name: exp-test
current-context: exp-test
kind: Config
users:
- name: developer
  user:
    client-certificate: fake-cert-file
    client-key: fake-key-seefile
- name: experimenter
  user:
    username: exp
    password: some-password
"""
# As `aws eks update-kubeconfig` writes it, docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html
BY_PROGRAM = """
clusters:
- cluster: {server: "https://k8s.test"}
  name: far
contexts:
- context: {cluster: far, user: aws}
  name: far
current-context: far
users:
- name: aws
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: /usr/local/bin/aws
      args:
      - eks
      - get-token
"""


def read(*texts):
    return contexts(("/home/ann/.kube", text) for text in texts)


def test_the_current_context_comes_first():
    """Every context is told, with the cluster and the user that it names."""
    found = [(c.name, c.namespace, c.cluster["server"], c.login) for c in read(MERGED)]

    assert [
        ("exp-test", "default", "https://5.6.7.8", "password"),
        ("dev-frontend", "frontend", "https://1.2.3.4", "certificate"),
    ] == found


def test_files_are_relative_to_their_own_file():
    """kubectl takes them from the folder of the kubeconfig that names them."""
    developer = read(MERGED)[1]

    assert "/home/ann/.kube/fake-ca-file" == developer.cluster["certificate-authority"]
    assert "/home/ann/.kube/fake-cert-file" == developer.user["client-certificate"]


def test_a_login_by_a_program_is_named():
    """Nothing is run to find out; the name is enough to say why the cluster was not asked."""
    assert ["exec aws"] == [c.login for c in read(BY_PROGRAM)]


def test_of_several_files_the_first_is_heeded():
    """As in $KUBECONFIG: what was said once is not said again, and what is new is added."""
    found = read(BY_PROGRAM, MERGED, BY_PROGRAM.replace("k8s.test", "other.test"))

    assert ["far", "dev-frontend", "exp-test"] == [c.name for c in found]
    assert "https://k8s.test" == found[0].cluster["server"]


def test_json_is_read_too():
    """What `kubectl config view -o json` prints."""
    text = json.dumps(
        {
            "current-context": "near",
            "clusters": [{"name": "near", "cluster": {"server": "http://127.0.0.1:8080"}}],
            "contexts": [{"name": "near", "context": {"cluster": "near", "user": "nobody"}}],
            "users": None,
        },
        indent=1,
    )

    assert [("near", "default", "nothing")] == [(c.name, c.namespace, c.login) for c in read(text)]


@pytest.mark.parametrize("text", ["", "clusters: []", "current-context: gone", "- a\n- b", "contexts:\n- name: x"])
def test_what_is_not_there_is_left_out(text):
    """A file of nothing names no server, and is no error."""
    assert [] == [c for c in read(text) if c.cluster]
