"""
A profile is years of settings: proxies that an extension has set, flags tried once, a setting of
secure DNS, certificates, a cache that a crash has left half written.  Start-up switches do the same
from outside the profile (--proxy-server, --host-resolver-rules, --user-agent), often in a shortcut
that nobody remembers, and an old version speaks an old TLS.  The fault shows as anything: refused,
reset, a name that is not found.

What proves it is the comparison.  The same machine, the same URL, the same moment: a browser with a
clean profile gets the page, and the user's own does not.  Then the server, the network, the firewall
and the name are all out of the question, whatever the words of the browser are.  The user's profile
is never opened; what in it is at fault is found by halving it.
"""

from portwise.knowledge.terms import profiles, words
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope
from portwise.model.client import Client
from portwise.model.outcome import Outcome

CAUSE = Cause(
    id="browser-profile-or-version-fault",
    hop=Hop.CLIENT,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.CONNECTED}),
    prior=0.0,
    title="{client} itself is at fault, its profile or its version: a clean profile gets the page",
    plain="The browser's profile or version is at fault: a clean profile gets the page",
    about=profiles.BESIDE_A_CLEAN_ONE,
    needs=(
        Clause(
            "what it met is neither of its memory, nor of its sockets, nor of a rule that names itself",
            profiles.is_of_its_own,
            told="nothing that browsers remember, and no rule of theirs, says {word}",
            denied="what it met is of its memory, of its sockets, or of a rule that names itself",
        ),
    ),
    slots={**profiles.SLOTS, "host": words.host, "url": words.url},
    remedies=(
        Remedy(
            "load it in a new profile of {chromium}",
            ("chromium", "--user-data-dir=/tmp/clean-profile", "{url}"),
            Safety.SAFE,
            when="chromium",
            verify="the page is there in the new profile",
            undo="rm -r /tmp/clean-profile",
        ),
        Remedy(
            "load it in a new profile of {chromium}",
            ("open", "-na", "Google Chrome", "--args", "--user-data-dir=/tmp/clean-profile", "{url}"),
            Safety.SAFE,
            when="chromium",
            verify="the page is there in the new profile",
            undo="rm -r /tmp/clean-profile",
            platform="macos",
        ),
        Remedy(
            "load it in a new profile of {chromium}",
            ("start", "chrome", "--user-data-dir=%TEMP%\\clean-profile", "{url}"),
            Safety.SAFE,
            when="chromium",
            verify="the page is there in the new profile",
            undo="rmdir /s %TEMP%\\clean-profile",
            platform="windows",
        ),
        Remedy(
            "start {firefox} once in Troubleshoot Mode: Help > Troubleshoot Mode",
            (),
            Safety.SHOW,
            when="firefox",
            verify="the page is there",
            platform="any",
        ),
        Remedy(
            "look what {chromium} was started with, and what was set: chrome://version (Command Line), chrome://flags "
            "(Reset all), chrome://settings/system (proxy), chrome://settings/security (secure DNS)",
            (),
            Safety.SHOW,
            when="chromium",
            verify="reload the page",
            platform="any",
        ),
        Remedy(
            "look first at the extensions that this machine gives to every profile of {client}: {extensions}",
            (),
            Safety.SHOW,
            when="extensions",
            verify="reload the page",
        ),
        Remedy(
            "switch the extensions off, all at once and then by halves, until the one is found",
            (),
            Safety.SHOW,
            verify="reload the page",
            undo="switch them on again",
            platform="any",
        ),
        Remedy(
            "update {client}, and start it again",
            (),
            Safety.SHOW,
            plain="update the browser, and start it again",
            verify="reload the page",
            platform="any",
        ),
    ),
    prevention=("keep one clean profile for development", "take flags and start-up switches away when you are done"),
    suspect="the profile of the browser",
    spares=frozenset(Client) - {Client.BROWSER},
    see=(
        "https://chromium.googlesource.com/chromium/src/+/main/docs/user_data_dir.md",
        "https://support.mozilla.org/kb/diagnose-firefox-issues-using-troubleshoot-mode",
    ),
)
