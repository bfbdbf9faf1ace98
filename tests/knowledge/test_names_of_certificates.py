"""The names that a certificate is to have, as openssl takes them: x509v3_config(5)."""

import pytest

from portwise.knowledge.tls.certificate_hostname_mismatch import CAUSE, sayable
from portwise.model.cause import View
from portwise.model.evidence import Evidence
from portwise.model.exchange import Certificate
from portwise.model.target import Target


def told(url, *names, subject="localhost"):
    view = View(Evidence(Target.parse(url)), None)
    held = Certificate(subject, subject, names, 0.0, 9.0, self_signed=True)
    return sayable(view, held), CAUSE.slots["all_names"](view, held), CAUSE.slots["check"](view, held)


@pytest.mark.parametrize(
    ("url", "names", "all_names", "check"),
    [
        ("https://10.77.0.2:3443", ("localhost",), "DNS:localhost,IP:10.77.0.2", "checkip"),
        ("https://[::1]:3443", ("localhost", "127.0.0.1"), "DNS:localhost,IP:127.0.0.1,IP:::1", "checkip"),
        ("https://shop.test:3443", ("*.api.test",), "DNS:*.api.test,DNS:shop.test", "checkhost"),
        ("https://shop.test:3443", (), "DNS:localhost,DNS:shop.test", "checkhost"),  # its common name counted till then
    ],
)
def test_what_it_was_for_stays(url, names, all_names, check):
    """Nobody who came by another name is turned away then."""
    assert (True, all_names, check) == told(url, *names)


def test_a_name_that_no_shell_should_read_is_left_to_its_owner():
    """And one of a person is no name of a host."""
    quoted, _, _ = told("https://shop.test", "a';id;'")
    fine, all_names, _ = told("https://shop.test", subject="Ada's own; id")

    assert (False, True, "DNS:shop.test") == (quoted, fine, all_names)
