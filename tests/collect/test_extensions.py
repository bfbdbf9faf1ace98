"""Which extensions a machine gives to every profile, on a machine on paper."""

import errno

import pytest

from portwise.collect.extensions import FOLDERS, GIVING
from portwise.model.browse import Extension
from portwise.model.evidence import Evidence, Known, Unknown
from portwise.model.facts import EXTENSIONS, HERE
from portwise.model.target import Target

CHROME, FOX, DEBIAN = "/etc/opt/chrome/policies/managed", "/etc/firefox/policies/policies.json", FOLDERS[0][1]
MOZILLA = FOLDERS[4][1]


@pytest.mark.parametrize(
    "files, expected",
    [
        ({}, ()),
        (
            {CHROME: ("a.json", "b.txt"), f"{CHROME}/a.json": '{"ExtensionInstallForcelist": ["abc;https://x"]}'},
            (Extension("Chrome", "abc", (), f"{CHROME}/a.json"),),
        ),
        (
            {FOX: '{"policies": {"ExtensionSettings": {"a@b": {"installation_mode": "force_installed"}}}}'},
            (Extension("Firefox", "a@b", (), FOX),),
        ),
        (
            {
                DEBIAN: ("ublock",),
                f"{DEBIAN}/ublock/manifest.json": '{"name": "uBlock", "permissions": ["webRequest"]}',
            },
            (Extension("Chromium", "uBlock", ("webRequest",), f"{DEBIAN}/ublock"),),
        ),
        ({MOZILLA: ("a@b.xpi",)}, (Extension("Firefox", "a@b", (), f"{MOZILLA}/a@b.xpi"),)),
        (
            {MOZILLA: ("a@b.xpi",), f"{MOZILLA}/a@b.xpi": '{"name": "Shield", "permissions": ["proxy", "tabs"]}'},
            (Extension("Firefox", "Shield", ("proxy",), f"{MOZILLA}/a@b.xpi"),),
        ),
        (
            {MOZILLA: ("a@b.xpi",), f"{MOZILLA}/a@b.xpi": PermissionError(13, "Permission denied")},
            (Extension("Firefox", "a@b", (), f"{MOZILLA}/a@b.xpi"),),
        ),
        ({CHROME: ("a.json",), f"{CHROME}/a.json": "{", FOX: '{"policies": []}'}, ()),
        ({CHROME: PermissionError(13, "Permission denied")}, ()),
    ],
)
def test_what_every_profile_has(machine, files, expected):
    """By policy, and by lying in a folder of the system; the profile of the user is in none of them."""
    (answer,) = GIVING.collect(machine(files), Evidence(Target.parse("http://shop.example/")), (EXTENSIONS.of(HERE),))

    assert Known(expected) == answer.said


def test_a_package_that_is_none_is_not_known(machine):
    """It is there, and what it may do is anybody's guess."""
    files = {MOZILLA: ("a@b.xpi",), f"{MOZILLA}/a@b.xpi": OSError(errno.EBADMSG, "it is no ZIP archive")}
    (answer,) = GIVING.collect(machine(files), Evidence(Target.parse("http://shop.example/")), (EXTENSIONS.of(HERE),))

    assert isinstance(answer.said, Unknown)
    assert f"{MOZILLA}/a@b.xpi cannot be read: it is no ZIP archive" in answer.said.why
