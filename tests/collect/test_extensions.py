"""Which extensions a machine gives to every profile, on a machine on paper."""

import pytest

from portwise.collect.extensions import FOLDERS, GIVING
from portwise.model.browse import Extension
from portwise.model.evidence import Evidence, Known
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
        ({CHROME: ("a.json",), f"{CHROME}/a.json": "{", FOX: '{"policies": []}'}, ()),
        ({CHROME: PermissionError(13, "Permission denied")}, ()),
    ],
)
def test_what_every_profile_has(machine, files, expected):
    """By policy, and by lying in a folder of the system; the profile of the user is in none of them."""
    (answer,) = GIVING.collect(machine(files), Evidence(Target.parse("http://shop.example/")), (EXTENSIONS.of(HERE),))

    assert Known(expected) == answer.said
