"""
Broken, repaired, answering, taken back, and broken as before: each kind of step in a world of its own.

Which causes have a step that can be done is read off the recordings of the whole lab, so that none is left out.
"""

import pytest

from portwise.fix.planner import planned
from portwise_lab.case import cases
from portwise_lab.run import Vantage, parts

WELL = {"connected", "bound", "answered"}
# Of each cause that has one: the kind of its step, and a case in which it is the whole repair
PROVEN = {
    "process-stopped-or-frozen": ("waking", "Ctrl-Z in the terminal of the server"),
    "loopback-interface-broken": ("link", "set down while a server listens"),
    "firewall-drop": ("exception", "dropped on the way in"),
    "firewall-reject-rst": ("exception", "a reset before routing, behind a jump and among others"),
    "firewall-reject-icmp": ("exception", "port unreachable in both families"),
    "nat-redirect-hijack": ("removal", "redirected in IPv6"),
    "ipv6-disabled-localhost-ipv6": ("sysctl", "a server that was told localhost"),
    "reverse-path-filter-drop": ("sysctl", "asked by one interface, answered by another that is strict"),
    "name-resolves-to-stale-or-wrong-address": ("hosts", "a line from before the move"),
    "hosts-file-localhost-broken": ("hosts", "a second line leads localhost to another address of this machine"),
    "localhost-subdomain-or-mdns-unresolved": (
        "entry",
        "a name below localhost, and a server that a browser would meet",
    ),
    "gateway-upstream-address-wrong-or-stale": ("edit", "the server was told localhost, and listens in IPv6"),
    "server-moved-to-next-port": ("restarting", "the wanted port stands in vite.config"),
    "server-port-setting-wrong": ("restarting", "vite takes no notice of PORT, and has its default"),
    "bound-to-loopback-client-uses-lan": (
        "restarting",
        "a server of Python on loopback, which has an option for the address",
    ),
    "bound-to-specific-other-address": (
        "restarting",
        "a server of Python at the LAN address, which has an option for it",
    ),
    "server-ipv6-only-client-ipv4": ("restarting", "a server of Python in IPv6, which has an option for the address"),
    "ban-or-port-knock-block": ("element", "a set of attackers is dropped"),
    "path-mtu-blackhole": ("route", "the word of the router that packets are too large is filtered"),
    "certificate-expired-or-clock-skew": (
        "certificate",
        "one of a project that vouches for itself has expired, and its key lies beside it",
    ),
    "certificate-hostname-mismatch": (
        "certificate",
        "one of a project that vouches for itself lacks the address, and its key lies beside it",
    ),
    "fd-or-watcher-limit-exhausted": ("limit", "a Python server with as many clients as it may have descriptors"),
    "container-exited-or-unhealthy": ("service", "it has exited, and would stay up the next time"),
    "dead-or-misconfigured-proxy": ("edit", "git asks a proxy that is gone, and the server is well"),
    "wrong-port-or-typo": (
        "edit",
        "the .env of this very project has another port, which its server reads when it starts",
    ),
    "env-proxy-captures-localhost": ("edit", "the profile of the shell sets it, and the proxy is gone"),
    "postgres-not-accepting-tcp": ("edit", "a real PostgreSQL that systemd keeps, with the line that everybody has"),
    "mysql-not-accepting-tcp": ("edit", "a MariaDB that somebody started, with an address in its file"),
    "redis-protected-mode-or-bind": (
        "edit",
        "a Redis that systemd keeps, with a password and the line of its example",
    ),
    "mongodb-bindip": (
        "edit",
        "one that guards itself, and its file names no address (a program of its name stands for it)",
    ),
    "container-port-not-published-or-mismapped": ("edit", "its compose file publishes it at 127.0.0.1 alone"),
    "port-held-by-stale-instance": ("ending", "an earlier run of the same project"),
    "port-held-by-other-application": ("ending", "a dual-stack socket keeps IPv4 too"),
}
# Of causes that have two kinds of steps, or one kind in two forms: the other one
MORE = {
    (
        "bound-to-loopback-client-uses-lan",
        "the .env of its project has the address, and its server reads it when it starts",
    ): "edit",
    ("bound-to-loopback-client-uses-lan", "a real vite has it from its configuration, which it watches"): "edit",
    (
        "bound-to-specific-other-address",
        "the application.yml beside it has the address (a server that reads it stands for it)",
    ): "edit",
    (
        "container-port-not-published-or-mismapped",
        "it was created before its compose file gave it the port, and compose is there",
    ): "recreation",
    (
        "container-port-not-published-or-mismapped",
        "docker-compose created it, and its file publishes it at 127.0.0.1 alone",
    ): "edit",
    (
        "container-port-not-published-or-mismapped",
        "docker-compose created it before its file gave it the port",
    ): "recreation",
    ("wrong-port-or-typo", "a script of this very project names the port"): "edit",
    (
        "bound-to-loopback-client-uses-lan",
        "the .env of its project has the address, and a shell of a unit has started its server",
    ): "edit",
    (
        "bound-to-loopback-client-uses-lan",
        "the .env of its project has the address, and the systemd of its user has started its server",
    ): "edit",
    ("env-proxy-captures-localhost", "a file of systemd sets it and exempts others, and the proxy is gone"): "edit",
}
LINK = (
    "bound-to-loopback-client-uses-lan",
    "the .env of its project has the address, and is a link to the file of its stage",
)
MORE[LINK] = "edit"
# Of one program alone, whose settings a plain client does not read: the report says that it is reachable by all then
OF_ONE = ("dead-or-misconfigured-proxy",)
# Two blockers, one behind the other: both steps are needed, and both are taken back
TWO = ("process-stopped-or-frozen", "double fault: stopped, behind a filter that resets")
# Asked from another network, it is repaired in there
THERE = ("firewall-reject-rst", "reset in another network, from where it was asked")
# A cause with a step of another kind for another fault of it
ALSO = {("hosts-file-localhost-broken", "the line of localhost is missing"): "entry"}
# Where a browser alone fails, it is shown a way that works
BROWSER = ("browser-blocked-port", "a page on the port of X11: Chromium does not even try")
# A step is known, and this kernel or this lab has nothing that it could mend
UNPROVEN = {
    "conntrack-table-full": "nf_conntrack_max is the machine's own, and no namespace may set it",
    "ephemeral-port-exhaustion": "the lab's clients hold the ports that sysctl would add to",
    "privileged-port-without-capability": "who has no right to bind has none to give: see test_capability.py",
    "dns-resolution-failure": "a plain client waits on behind a dead server: see test_nameserver.py",
    "listen-backlog-overflow": "the server has to be started again to take the new length",
    "container-loopback-hairpin-off": "Docker is restarted, which the lab's engine is not",
    "container-firewall-rules-missing": "Docker is restarted, which the lab's engine is not",
    "socket-activation-service-failing": "systemd starts it again, and it fails again until it is mended",
    "systemd-unit-network-sandboxing": "the unit has to be edited before it is started again",
    "port-held-by-hidden-owner": "its threads are ended by force, and never by a program",
    "port-bound-but-not-listening": "it is ended by hand: portwise stop ends who listens",
    "ephemeral-port-collision": "it is a client, which nobody but its user may end",
    "reuseport-split": "which of two servers is the old one, nobody but their user knows",
    "start-blocked-by-prompt-or-lock": "what was asked for has to be answered in its terminal",
}
ALL = [part for part in parts(cases()) if part[0].kind == "fault" and part[1] is Vantage.ROOT]
FAULTS = [part for part in ALL if not part[0].place]
WANTED = [*((cause, name) for cause, (_, name) in PROVEN.items()), TWO, THERE, *ALSO, *MORE]
CHOSEN = [part for part in ALL if (part[0].scenario, part[0].name) in WANTED]

OTHERWISE = [part for part in ALL if (part[0].scenario, part[0].name) == BROWSER]

each_mended = pytest.mark.parametrize("mended", CHOSEN, ids=lambda part: str(part[0]))
each_fault = pytest.mark.parametrize("part", FAULTS, ids=lambda part: f"{part[0]} [{part[1].name}]")


def kind_of(case):
    return MORE.get((case.scenario, case.name)) or PROVEN[case.scenario][0]


@each_fault
def test_a_step_that_can_be_done_is_proven(part, looks):
    """No cause has a kind of step that this file neither plays nor says why it cannot."""
    usual, _ = looks[part]
    able = {
        (move.cause, move.deed.kind)
        for move in planned(usual, "", root=True, unfit=lambda _: "").moves
        if move.deed is not None
    }

    assert set() == {cause for cause, _ in able} - PROVEN.keys() - UNPROVEN.keys()


@each_mended
def test_a_look_at_the_plan_changes_nothing(mended, mends):
    """A dry run and the real one make the same plan."""
    assert mends[mended].said["untouched"]


@each_mended
def test_the_step_is_of_the_kind_that_is_said(mended, mends):
    """By the command of the cause's own remedy."""
    kinds = {cause: kind for cause, _, kind, _ in mends[mended].said["plan"]}
    scenario, name = mended[0].scenario, mended[0].name

    assert ALSO.get((scenario, name), kind_of(mended[0])) == kinds[scenario]


@pytest.mark.parametrize("mended", [part for part in CHOSEN if (part[0].scenario, part[0].name) == LINK], ids=str)
def test_a_file_behind_a_link_is_named_itself(mended, mends):
    """As sed does it, so that whoever types the command cuts no link."""
    assert "sed -i.before '2s|127\\.0\\.0\\.1|10.77.0.2|' /mnt/home/shop/stages/local" in mends[mended].said["screen"]


@each_mended
def test_it_answers_afterwards(mended, mends):
    """A client that knows nothing of portwise meets the fault before, and a server after."""
    said = mends[mended].said

    assert ["APPLIED"] * len(said["done"]) == [state for _, state, _ in said["done"]]
    assert (mended[0].scenario in OF_ONE, True) == (set(said["before"]) <= WELL, set(said["after"]) <= WELL)
    assert said["well"]


@each_mended
def test_it_says_what_keeps_it_from_coming_back(mended, mends):
    """In a sentence of the cause, once it is repaired."""
    assert "So that it does not come back: " in " ".join(mends[mended].said["screen"].split())


@each_mended
def test_undone_it_is_as_before(mended, mends):
    """The same symptom, the same rules, addresses, routes, settings and hosts file; what cannot come back stays so."""
    said = mends[mended].said
    final = all(grade == "NONE" for *_, grade in said["plan"] if grade)
    other = final and kind_of(mended[0]) == "recreation"  # another container, with other ports

    assert said["as before"] or other
    assert (said["after"] if final else said["before"]) == said["again"]
    assert ([] if final else [True] * len(said["done"])) == [fine for fine, _ in said["undone"]]


@pytest.mark.parametrize("mended", OTHERWISE, ids=lambda part: str(part[0]))
def test_where_a_browser_alone_fails_a_way_is_offered(mended, mends):
    """No other address helps, for it is the port; a forward does, and nothing of it is left open."""
    said = mends[mended].said

    assert [[]] == [said["done"]]
    assert ["portwise", "forward", "8080", "http://127.0.0.1:6000/"] == said["otherwise"][1:]
    assert said["as before"]


def test_every_choice_is_of_a_case():
    """A case that was renamed is not left out silently."""

    assert {*WANTED, BROWSER} <= {(case.scenario, case.name) for case in cases()}
