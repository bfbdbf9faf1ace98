"""Which browser there is, what is settled for it, and what it is started with."""

import errno
import json
import os
import tempfile

import pytest

from portwise.formats import devtools
from portwise.host import browser, chromium
from portwise.model.browse import Browsed, Browser, Policy

CHROMIUM = browser.MAKES[0]


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """One without any browser."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    places = tuple(make._replace(programs=tuple(map(os.path.basename, make.programs))) for make in browser.MAKES)
    monkeypatch.setattr(browser, "MAKES", places)
    monkeypatch.setattr(browser, "FLATPAKS", (f"{tmp_path}/flatpak/",))
    (tmp_path / "bin").mkdir()
    return tmp_path


def program(path):
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_the_first_there_is(machine):
    """Any will do unless one is asked for; Chromium's own family first."""
    firefox, chrome = program(machine / "bin" / "firefox-esr"), program(machine / "bin" / "google-chrome")
    kinds = [browser.found(kind)[1] for kind in ("", "chrome", "firefox")]

    assert [chrome, chrome, firefox] == kinds


@pytest.mark.parametrize(
    ("errors", "said", "asked"),
    [
        (["ERR_NETWORK_CHANGED", ""], "", 2),
        (["ERR_NETWORK_CHANGED", "ERR_NETWORK_CHANGED"], "ERR_NETWORK_CHANGED", 2),
        (["ERR_CONNECTION_REFUSED"], "ERR_CONNECTION_REFUSED", 1),
    ],
)
def test_a_page_is_asked_for_again_where_the_network_changed_meanwhile(machine, monkeypatch, errors, said, asked):
    """Once, as Chromium's own error page does; any other error is an answer."""
    program(machine / "bin" / "chromium")
    left = iter(errors)
    pages = []

    def page(found, _policies, url, *_):
        pages.append(url)
        return Browsed(found, url, next(left), 0, url, 1.0)

    monkeypatch.setattr(chromium, "browse", page)

    assert (said, asked) == (browser.browse("", "http://localhost/", None, False, 1.0).error, len(pages))


@pytest.mark.parametrize("kind", ["", "edge"])
def test_where_there_is_none_it_is_said_what_was_looked_for(machine, kind):
    """So that a person sees whether theirs is among them."""
    with pytest.raises(OSError, match="microsoft-edge") as caught:
        browser.found(kind)

    assert errno.ENOENT == caught.value.errno


def test_a_flatpak_is_seen_and_cannot_be_guided(machine):
    """Its sandbox closes the pipe; that is said, and not that there is none."""
    program(machine / "flatpak" / "org.chromium.Chromium")
    with pytest.raises(OSError, match="Flatpak") as caught:
        browser.found("chromium")

    assert errno.ENOTSUP == caught.value.errno


def test_what_an_administrator_settled(tmp_path):
    """By the files in their order, of which the last word counts; what cannot be read has no force."""
    managed = tmp_path / "managed"
    managed.mkdir()
    (managed / "a.json").write_text(json.dumps({"URLBlocklist": ["x.test"], "ProxyMode": "direct"}))
    (managed / "b.json").write_text(json.dumps({"ProxyMode": "system", "Secret": "http://me:pass@proxy.test/?q=1"}))
    (managed / "c.json").write_text("{")
    (managed / "d.txt").write_text("{}")
    told = tuple(browser.policies(CHROMIUM._replace(policies=(str(tmp_path), str(tmp_path / "none")))))
    a, b = str(managed / "a.json"), str(managed / "b.json")

    assert Policy("URLBlocklist", '["x.test"]', a) == told[0]
    assert Policy("ProxyMode", '"system"', b) == told[1]
    assert "pass" not in told[2].value


def test_a_sandbox_is_given_up_by_root_alone(monkeypatch):
    """Chromium refuses to start as root with one."""
    kept = []
    for uid in (0, 1000):
        monkeypatch.setattr(os, "geteuid", lambda uid=uid: uid)
        kept.append("--no-sandbox" not in chromium.flags("/f", "/f/net.json", True))

    assert [False, True] == kept


def test_the_check_of_local_access_is_off_for_pages_of_this_machine():
    """The page that stands for one of localhost comes out of no network, and would be taken for one of the internet."""
    off = [any(chromium.LOCAL_ACCESS in flag for flag in chromium.flags("/f", "/l", far)) for far in (True, False)]

    assert [False, True] == off


def test_the_home_of_the_user_is_not_its_home(tmp_path, monkeypatch):
    """Neither its profile nor its bus; the certificates that the user trusts come along, and no private key."""
    home, folder = tmp_path / "home", tmp_path / "folder"
    database = home / chromium.TRUSTED
    database.mkdir(parents=True)
    for name in ("cert9.db", "key4.db", "pkcs11.txt"):
        (database / name).write_text(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/bus")
    chromium.furnish(str(folder))
    there = chromium.environment(str(folder))

    assert {"cert9.db", "pkcs11.txt"} == set(os.listdir(folder / chromium.TRUSTED))
    assert str(folder) == there["HOME"]
    assert not {"XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS"} & there.keys()


def test_a_snap_has_its_folder_where_it_may_write(monkeypatch):
    """It has a /tmp of its own, and of a home sees no hidden folder."""
    monkeypatch.setenv("HOME", "/home/me")

    assert "/home/me/snap/chromium/common" == chromium.base(Browser("chromium", "Chromium", "", "/snap/bin/chromium"))


@pytest.mark.parametrize(("usual", "expected"), [("/var/tmp", "/var/tmp"), (f"/tmp/{'x' * 60}", "/tmp")])
def test_its_folder_has_a_short_path(usual, expected, monkeypatch):
    """The browser makes a Unix socket below it, whose path has 108 bytes."""
    monkeypatch.setattr(tempfile, "tempdir", usual)

    assert expected == chromium.base(Browser("chromium", "Chromium", "", "/usr/bin/chromium"))


class Guided:
    """Who has guided a browser already."""

    cut = False

    def __init__(self, *messages, answer):
        self.page = devtools.Page()
        for message in messages:
            self.page.feed(message)
        self.page.answered(answer)


def test_an_error_of_the_server_without_a_page_is_its_answer():
    """Chromium calls that ERR_HTTP_RESPONSE_CODE_FAILURE; to whoever asks why nothing answers it is a 404."""
    url, word = "http://localhost:3000/", "net::ERR_HTTP_RESPONSE_CODE_FAILURE"
    about = {"requestId": "L", "loaderId": "L", "request": {"url": url}, "type": "Document"}
    guide = Guided(
        {"method": "Network.requestWillBeSent", "params": about},
        {"method": "Network.responseReceived", "params": {"requestId": "L", "response": {"status": 404}}},
        {"method": "Network.loadingFailed", "params": {"requestId": "L", "errorText": word}},
        answer={"loaderId": "L", "errorText": word},
    )
    met = chromium.told(Browser("chromium", "Chromium", "1", ""), (), url, None, guide, "", 1.0)

    assert ("", 404, True) == (met.error, met.status, met.works)


@pytest.mark.parametrize(
    "own, came, expected",
    [
        ({"policies": {"Proxy": {"Mode": "none"}}}, None, [("Proxy", '{"Mode": "none"}', "own")]),
        (None, {"policies": {"WebsiteFilter": {}}}, [("WebsiteFilter", "{}", "came")]),
        ({"policies": {}}, {"policies": {"Proxy": {}}}, []),
        ([], None, []),
        (None, None, []),
    ],
)
def test_what_an_administrator_settled_for_firefox(tmp_path, own, came, expected):
    """The first file that is there, and no other (about:policies)."""
    for folder, settled in (("own", own), ("came", came)):
        (tmp_path / folder).mkdir()
        if settled is not None:
            (tmp_path / folder / "policies.json").write_text(json.dumps(settled))
    make = browser.MAKES[-1]._replace(policies=(str(tmp_path / "own"), str(tmp_path / "came")))
    found = [(one.name, one.value, os.path.basename(os.path.dirname(one.file))) for one in browser.of_firefox(make)]

    assert expected == found
