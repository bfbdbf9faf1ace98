"""Which extensions policies install, and what a manifest says that one may do."""

import pytest

from portwise.formats import extensions

UBLOCK, OTHER = "cjpalhdlnbpafiamejdnhcphjbkeiagm", "aapbdbdomjkkjkaonfhkkikfgjllcleb"
UPDATE = "https://clients2.google.com/service/update2/crx"


@pytest.mark.parametrize(
    "settled, expected",
    [
        ({"ExtensionInstallForcelist": [f"{UBLOCK};{UPDATE}", OTHER]}, (UBLOCK, OTHER)),
        (
            {
                "ExtensionSettings": {
                    "*": {"installation_mode": "blocked"},
                    UBLOCK: {"installation_mode": "force_installed", "update_url": UPDATE},
                    OTHER: {"installation_mode": "allowed"},
                }
            },
            (UBLOCK,),
        ),
        ({"Extensions": {"Install": ["https://host/latest/ublock-origin.xpi", "/opt/own/"]}}, ("ublock-origin", "own")),
        (
            {"Extensions": {"Install": ["https://u:hunter2@host/x.xpi?token=hunter2", "https://h/y.xpi#a/b"]}},
            ("x", "y"),
        ),
        ({"ExtensionInstallForcelist": "x", "ExtensionSettings": [], "Extensions": 3}, ()),
        ({"URLBlocklist": ["*"]}, ()),
    ],
)
def test_what_is_installed_by_policy(settled, expected):
    """By the documented forms of both families; what is only allowed or blocked is not given to anybody."""
    assert expected == extensions.installed(settled)


@pytest.mark.parametrize(
    "text, expected",
    [
        (
            '{"name": "Shield", "permissions": ["storage", "webRequest", "<all_urls>"], "host_permissions": ["*://*/*"]}',
            ("Shield", ("webRequest", "<all_urls>", "*://*/*")),
        ),
        ('{"name": "__MSG_extName__", "permissions": [{"x": 1}, "proxy"]}', ("", ("proxy",))),
        ('{"name": 3, "permissions": "proxy"}', ("", ())),
        ("[]", ("", ())),
        ("", ("", ())),
        ("[" * 100000, ("", ())),
    ],
)
def test_what_a_manifest_tells(text, expected):
    """Its name and what it may do with requests; the rest does not matter here."""
    assert expected == extensions.manifest(text)
