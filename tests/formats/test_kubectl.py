"""The words of a running port-forward."""

import pytest

from portwise.formats.kubectl import port_forward


@pytest.mark.parametrize(
    ("line", "kind", "name", "pairs"),
    [
        ("kubectl port-forward svc/shop 8080:80", "service", "shop", ((8080, "80"),)),
        ("kubectl port-forward services/shop 8080:http", "service", "shop", ((8080, "http"),)),
        ("/usr/bin/kubectl port-forward redis-765d-258hz 6379", "pod", "redis-765d-258hz", ((6379, "6379"),)),
        ("kubectl port-forward pods/redis 7000:6379 5000:5000", "pod", "redis", ((7000, "6379"), (5000, "5000"))),
        ("kubectl port-forward deploy/shop 8080:80", "deployment", "shop", ((8080, "80"),)),
        ("kubectl port-forward pod/shop :80", "pod", "shop", ()),  # any port here
        ("python3 /mnt/lab/kubectl port-forward svc/shop 8080:80", "service", "shop", ((8080, "80"),)),
    ],
)
def test_what_is_forwarded(line, kind, name, pairs):
    """Kind, name and ports, in the forms that the manual page has."""
    words = port_forward(tuple(line.split()))

    assert (kind, name, pairs) == (words.kind, words.name, words.pairs)


@pytest.mark.parametrize(
    "options",
    ["-n shop --context kind-kind", "--namespace=shop --context=kind-kind", "-nshop --context kind-kind -v 4"],
)
def test_where_it_is_forwarded_from(options):
    """Options may stand before the verb, and carry their value in three ways."""
    words = port_forward(("kubectl", *options.split(), "port-forward", "svc/web", "8080:80", "--address", "0.0.0.0"))

    assert ("kind-kind", "shop", ("0.0.0.0",)) == (words.context, words.namespace, words.addresses)


@pytest.mark.parametrize(
    "line",
    ["kubectl get pods", "kubectl logs port-forward", "bash -c kubectl port-forward svc/a 1:2", "kubectl", "vi x"],
)
def test_other_commands_forward_nothing(line):
    """A word alone is no port-forward."""
    assert None is port_forward(tuple(line.split()))
