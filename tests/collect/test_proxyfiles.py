"""Proxies in the settings of programs, on a machine on paper."""

import pytest

from portwise.collect import proxyfiles
from portwise.model.evidence import Evidence
from portwise.model.settings import FileProxy
from portwise.model.target import Target

GIT = "[http]\n\tproxy = http://ann:***@10.0.0.1:3128\n"
FILES = {"/home/ann/.gitconfig": GIT, "/home/ann/.npmrc": "registry=http://r.example\n"}


def configured(machine, target):
    return proxyfiles.configured(machine(FILES), Evidence(Target.parse(target)), "self")


def test_a_proxy_is_named_with_its_place(machine):
    """Host and port without the user, the key, the file and the line."""
    expected = FileProxy("git", "10.0.0.1", 3128, "http.proxy", "/home/ann/.gitconfig", 2)

    assert (expected,) == configured(machine, "https://git.example/")


@pytest.mark.parametrize("target", ["git.example:22", "postgres://git.example/", "redis://git.example"])
def test_other_protocols_ask_no_proxy(machine, target):
    """Only targets of the web are asked by way of these settings."""
    assert () == configured(machine, target)
