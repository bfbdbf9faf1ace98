"""The proxies of a desktop, on a machine on paper."""

import errno

import pytest

from portwise.collect import desktopproxies
from portwise.host.api import Me
from portwise.model.evidence import Evidence
from portwise.model.settings import DETECTED, FileProxy
from portwise.model.target import Target
from tests.formats.test_desktopproxies import GNOME

MANUAL = GNOME.format(mode="manual", host="proxy.example", port=3128, socks="", script="")
SCRIPT = GNOME.format(mode="auto", host="", port=0, socks="", script="http://wpad.example/")
FOUND = GNOME.format(mode="auto", host="", port=0, socks="", script="")
KDE = "[Proxy Settings]\nProxyType=1\nhttpProxy=http://10.0.0.1 3128\n"
HOME, LOCAL = "/home/ann/.config", "/etc/dconf/db/local.d"
DCONF = {f"{HOME}/dconf": ("user",)}
BY_HAND = "[system/proxy]\nmode='{}'\n[system/proxy/http]\nhost='10.0.0.5'\nport=3128\n"
SYSTEM = {
    "/etc/dconf/profile": ("user",),
    "/etc/dconf/profile/user": "user-db:user\nsystem-db:local\n",
    LOCAL: ("00-proxy", "locks"),
    f"{LOCAL}/00-proxy": BY_HAND.format("manual"),
}
LOCKED = {f"{LOCAL}/locks": ("proxy",), f"{LOCAL}/locks/proxy": "# nobody changes it\n/system/proxy/mode\n"}
OWN, NONE = ({f"{HOME}/dconf/user": BY_HAND.format(mode)} for mode in ("manual", "none"))
KIOSLAVE = {"/home/ann/.config/kioslaverc": KDE}
FOLDER = "/etc/opt/chrome/policies/managed"
POLICY = {FOLDER: ("a.json", "b.txt"), f"{FOLDER}/a.json": '{"ProxyServer": "10.0.0.2:8080"}'}
OF_GNOME = FileProxy(
    "a browser on GNOME",
    "proxy.example",
    3128,
    "org.gnome.system.proxy",
    "gsettings org.gnome.system.proxy",
    0,
)
OF_KDE = FileProxy("a browser on KDE", "10.0.0.1", 3128, "httpProxy", "/home/ann/.config/kioslaverc", 3)
OF_CHROME = FileProxy("Chrome", "10.0.0.2", 8080, "ProxyServer", FOLDER, 0)


@pytest.fixture
def asked(machine):
    """What this machine says, and how often gsettings was run."""

    class Desktop(machine):
        def __init__(self, files, desktop, printed, platform, variable):
            super().__init__(files)
            self.variable = variable
            self.desktop, self.printed, self.platform, self.ran = desktop, printed, platform, 0

        def me(self):
            return Me(1, 1000, "/", self.platform)

        def environment(self, names):
            more = (("XDG_CURRENT_DESKTOP", self.desktop),) if self.desktop else ()
            script = () if self.variable is None else (("auto_proxy", self.variable),)
            return (*super().environment(names), *more, *script)

        def output(self, _):
            self.ran += 1
            if self.printed is None:
                raise FileNotFoundError(errno.ENOENT, "No such file or directory")
            return self.printed

    def ask(files, desktop="", printed=None, target="http://shop.example/", platform="linux", variable=None):
        host = Desktop(files, desktop, printed, platform, variable)
        return desktopproxies.configured(host, Evidence(Target.parse(target)), "self"), host.ran

    return ask


@pytest.mark.parametrize(
    "files, desktop, printed, expected, runs",
    [
        ({}, "GNOME", MANUAL, (), 0),
        (DCONF, "ubuntu:GNOME", MANUAL, (OF_GNOME,), 1),
        (DCONF, "KDE", MANUAL, (), 0),
        (DCONF | KIOSLAVE, "KDE", MANUAL, (OF_KDE,), 0),
        (DCONF | KIOSLAVE, "GNOME", MANUAL, (OF_GNOME,), 1),
        (DCONF | KIOSLAVE, "", MANUAL, (OF_GNOME, OF_KDE), 1),
        (POLICY, "", None, (OF_CHROME,), 0),
        (POLICY | DCONF, "", None, (OF_CHROME,), 1),
    ],
)
def test_who_says_so(asked, files, desktop, printed, expected, runs):
    """A desktop that runs speaks for itself, a program is started only where it has something to tell."""
    assert (expected, runs) == asked(files, desktop, printed)


@pytest.mark.parametrize(
    "files, printed, why",
    [
        (
            DCONF | {f"{HOME}/dconf/user": "# this is no file of settings of dconf\n"},
            None,
            "this is no file of settings",
        ),
        (DCONF | {f"{HOME}/dconf/user": PermissionError(errno.EACCES, "Permission denied")}, None, "Permission"),
        (DCONF, "No schema\n", "gsettings printed no mode of the proxy"),
        ({"/home/ann/.config/kioslaverc": PermissionError(errno.EACCES, "Permission denied")}, None, "Permission"),
    ],
)
def test_what_is_not_known(asked, files, printed, why):
    """With the reason, and never as none."""
    with pytest.raises(ValueError, match=why):
        asked(files, "", printed)


@pytest.mark.parametrize(
    "files, file",
    [
        (DCONF | OWN, f"{HOME}/dconf/user"),
        (DCONF | NONE, None),
        (DCONF, None),
        (SYSTEM, LOCAL),
        (SYSTEM | DCONF | NONE, None),
        (SYSTEM | DCONF | NONE | LOCKED, LOCAL),
        (SYSTEM | {"/etc/dconf/profile/user": "user-db:user\n"}, None),
    ],
)
def test_without_gsettings_its_files_say(asked, files, file):
    """The user's own settings win, but where the administrator has locked them."""
    found, _ = asked(files, "GNOME", None)

    expected = () if file is None else (FileProxy("a browser on GNOME", "10.0.0.5", 3128, OF_GNOME.key, file, 0),)
    assert expected == found


@pytest.mark.parametrize("target, platform", [("shop.example:22", "linux"), ("http://shop.example/", "darwin")])
def test_where_nobody_asks(asked, target, platform):
    """Other protocols know no proxy, and other systems keep it elsewhere."""
    assert ((), 0) == asked(DCONF, "", MANUAL, target, platform)


@pytest.mark.parametrize(
    "files, printed, variable, expected",
    [
        (DCONF, SCRIPT, None, ("a browser on GNOME", "org.gnome.system.proxy", "http://wpad.example/")),
        (DCONF, FOUND, None, ("a browser on GNOME", "org.gnome.system.proxy", DETECTED)),
        ({}, None, "", ("Chromium", "auto_proxy", DETECTED)),
        (
            {FOLDER: ("a.json",), f"{FOLDER}/a.json": '{"ProxyMode": "auto_detect"}'},
            None,
            None,
            ("Chrome", "ProxyServer", DETECTED),
        ),
        (
            {"/home/ann/.config/kioslaverc": "[Proxy Settings]\nProxyType=3\n"},
            None,
            None,
            ("a browser on KDE", "Proxy Config Script", DETECTED),
        ),
        ({}, None, "data:,x", ("Chromium", "auto_proxy", "data:,x")),
        ({}, None, "http://ann:hunter2@wpad/p", ("Chromium", "auto_proxy", "http://***@wpad/p")),
        (
            {"/home/ann/.config/kioslaverc": "[Proxy Settings]\nProxyType=2\nProxy Config Script=http://k/p\n"},
            None,
            None,
            ("a browser on KDE", "Proxy Config Script", "http://k/p"),
        ),
    ],
)
def test_a_script_that_chooses_is_named(asked, files, printed, variable, expected):
    """What it chooses is another question; its address goes on without what is secret in it."""
    ((client, host, port, key, _, _, script),), _ = asked(files, "", printed, variable=variable)

    assert (*expected, "", 0) == (client, key, script, host, port)


def test_a_script_is_not_asked_about_this_machine(asked):
    """Browsers leave loopback alone by themselves."""
    assert () == asked(DCONF, "", SCRIPT, "http://127.0.0.1:3000/")[0]


def test_a_script_that_chromium_does_not_read(asked):
    """It goes without a proxy, and says nothing; others read such a file."""
    with pytest.raises(ValueError, match="reads no PAC file from file:///etc/proxy"):
        asked({}, variable="file:///etc/proxy.pac")
