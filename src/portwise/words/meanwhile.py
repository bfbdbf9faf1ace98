"""What to do where browsers alone are kept from a server of this machine: mending, ways around, prevention."""

from __future__ import annotations

from portwise.model.record import NamedTuple


class Around(NamedTuple):
    """What can be done at once, how, and how it is taken back."""

    does: str
    command: tuple[str, ...]
    undo: str


class Mending(NamedTuple):
    """What one suspect would be, and how it is looked for, mended and taken back."""

    title: str
    steps: tuple[tuple[str, tuple[str, ...], str, str, str], ...]  # does, command, verify, undo, platform


LOADS = "the page loads in the browser that was refused"
MENDING = {
    "security-software-interception": Mending(
        "A content filter, an antivirus or a debugging proxy takes browsers off the way, and not curl",
        (
            ("see which filters are in the way", ("systemextensionsctl", "list"), "", "", "macos"),
            ("see which products watch connections", ("netsh", "wfp", "show", "state"), "", "", "windows"),
            ("pause one after the other, and load the page each time", (), LOADS, "switch it on again", "any"),
            (
                "then let localhost and the browsers through in its settings, or bring it up to date",
                (),
                LOADS,
                "take the exception out of its settings",
                "any",
            ),
        ),
    ),
    "dead-or-misconfigured-proxy": Mending(
        "Browsers ask a proxy of the system's settings, of an extension or of a PAC file, which curl does not look at",
        (
            (
                "see what the system tells browsers; variables of a shell say nothing of it",
                ("scutil", "--proxy"),
                "",
                "",
                "macos",
            ),
            ("see what the system tells browsers", ("netsh", "winhttp", "show", "proxy"), "", "", "windows"),
            (
                "see what the system tells browsers",
                ("gsettings", "list-recursively", "org.gnome.system.proxy"),
                "",
                "",
                "linux",
            ),
            (
                "start a browser once without any proxy",
                ("chromium", "--no-proxy-server", "{url}"),
                LOADS,
                "close it",
                "any",
            ),
            (
                "switch the proxy off, or add localhost, 127.0.0.1 and ::1 to its exceptions",
                ("networksetup", "-setwebproxystate", "Wi-Fi", "off"),
                LOADS,
                "networksetup -setwebproxystate Wi-Fi on",
                "macos",
            ),
        ),
    ),
    "macos-local-network-privacy": Mending(
        "macOS keeps browsers off the local network",
        (
            ("load the page in Safari, which is exempt: refused there too, it is not this", (), "", "", "macos"),
            (
                "System Settings > Privacy & Security > Local Network: switch the browser off and on again",
                (),
                LOADS,
                "switch it back",
                "macos",
            ),
        ),
    ),
    "browser-extension-or-policy-block": Mending(
        "An extension or a managed policy stops the request inside the browser",
        (
            (
                "open it in a clean profile, which has no extensions",
                ("chromium", "--user-data-dir=/tmp/clean-profile", "--disable-extensions", "{url}"),
                LOADS,
                "delete /tmp/clean-profile",
                "any",
            ),
            ("read chrome://policy and about:policies: who manages this browser is named there", (), "", "", "any"),
        ),
    ),
}
BROWSERS_ALONE = (
    Around(
        "ask from a program that gets through: curl, an API client, or tests that run a browser of their own",
        ("curl", "-sS", "{url}"),
        "nothing to undo",
    ),
    Around(
        "lead another port to it through a program that gets through, and open that one: what watches by port is "
        "passed "
        "by, what watches by program is not",
        ("ssh", "-N", "-L", "18300:localhost:{port}", "localhost"),
        "end it with Ctrl-C",
    ),
    Around(
        "open it from another machine or a phone: start the server with --host for as long as that takes, in a network "
        "that you trust",
        (),
        "start it without --host",
    ),
    Around(
        "open it in a new account of this machine, or in a browser that was never started here: both have neither the "
        "settings nor the permissions of yours",
        (),
        "delete the account",
    ),
)
PREVENTION = (
    "note the versions of system, browsers and security software before they are updated: what changed is then known",
    "keep localhost, 127.0.0.1 and ::1 in every list of exceptions of proxies and filters",
    "where curl gets through and a browser does not, leave the server alone: look at what the browser asks",
)
