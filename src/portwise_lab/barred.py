"""Worlds in which a browser alone fails: Chromium or Firefox, kept from the page by what keeps browsers from pages."""

from __future__ import annotations

import json
from typing import Any

from portwise_lab.case import Case, Program
from portwise_lab.world import HOME

PORT = 3000
VISITS = HOME / "visits"  # what the server writes down
# What is written to /tmp stays with the world; what is read there, as this very program may be, is the machine's
OVER_TMP = (
    "mkdir -p /mnt/tmp-over/upper /mnt/tmp-over/work",
    "mount -t overlay overlay -o lowerdir=/tmp,upperdir=/mnt/tmp-over/upper,workdir=/mnt/tmp-over/work /tmp",
)
LAN = (
    "ip link add lan0 type veth peer name lan1",
    "ip addr add 10.77.0.2/24 dev lan0",
    "ip link set lan0 up",
    "ip link set lan1 up",
)
BOTH = "127.0.0.1 localhost\n::1 localhost\n"
# As an administrator forbids a page: of Chromium URLBlocklist, of Firefox WebsiteFilter
SETTLED = {"chromium": "/etc/chromium/policies/managed", "firefox": "/etc/firefox/policies"}


def forbidding(chromium: tuple[str, ...] = (), firefox: tuple[str, ...] = ()) -> dict[str, Any]:
    """The files of a world in which these pages are forbidden, and how they get to where browsers look for them."""
    policies = {"policies": {"WebsiteFilter": {"Block": [*firefox]}}}
    texts = {"chromium": json.dumps({"URLBlocklist": [*chromium]}), "firefox": json.dumps(policies)}
    commands = [f"mkdir -p {SETTLED[kind]}" for kind in texts]
    commands += [f"cp /mnt/home/{kind}/policies.json {SETTLED[kind]}/policies.json" for kind in texts]
    return {"files": {f"{kind}/policies.json": text for kind, text in texts.items()}, "commands": (*commands, *LAN)}


def serving(host: str) -> tuple[Program, ...]:
    words = ("{python}", "{lab}/web.py", "--port", str(PORT), "--visits", str(VISITS), "--host", host)
    return (Program(words, listens=(PORT,)),)


def case(name: str, ask: str, place: str, programs: tuple[Program, ...], **more: Any) -> Case:
    there = f"browser:{place}"
    return Case("workaround", name, ask, "", (), vantages=("root",), place=there, programs=programs, **more)


NAME = case(
    "a name that is https to every browser: at localhost it is not",
    "http://shop.dev:3000/cart",
    "chromium",
    serving("127.0.0.1"),
    hosts="127.0.0.1 localhost\n127.0.0.1 shop.dev\n",
    commands=LAN,
)
FAMILY = case(
    "localhost and 127.0.0.1 are forbidden, and ::1 is forgotten",
    "http://localhost:3000/",
    "chromium",
    serving("::"),
    hosts=BOTH,
    **forbidding(chromium=("localhost", "127.0.0.1")),
)
NETWORK = case(
    "all of loopback is forbidden, and the server takes the network as well",
    "http://localhost:3000/",
    "chromium",
    serving("::"),
    hosts=BOTH,
    **forbidding(chromium=("localhost", "127.0.0.1", "[::1]")),
)
FIREFOX = case(
    "Chromium is forbidden every page, and Firefox is not",
    "http://localhost:3000/",
    "chromium",
    serving("0.0.0.0"),
    hosts="127.0.0.1 localhost\n",
    **forbidding(chromium=("localhost", "127.0.0.1", "10.77.0.2")),
)
CHROMIUM = case(
    "Firefox is forbidden every page, and Chromium is not",
    "http://localhost:3000/",
    "firefox",
    serving("127.0.0.1"),
    hosts="127.0.0.1 localhost\n",
    **forbidding(firefox=("<all_urls>",)),
)
SWITCH = "--host-resolver-rules=MAP {}:3000 127.0.0.1:3999".format
PROFILE = case(
    "a start-up switch sends one Chromium elsewhere, and a clean one gets the page",
    "http://127.0.0.1:3000/",
    "chromium",
    serving("127.0.0.1"),
    commands=(*LAN, *OVER_TMP),  # there the profile is made
)
FOX = case(  # no one-liner makes a real Firefox fail by itself: what is said of it is made up
    "a Firefox is said to be refused, and a clean one gets the page",
    "http://127.0.0.1:3000/",
    "firefox",
    serving("127.0.0.1"),
    saw=("firefox=NS_ERROR_CONNECTION_REFUSED",),
)
STRANGER = case(
    "another program has ::1, and is no way to the page",
    "http://localhost:3000/",
    "chromium",
    (Program(("{python}", "-m", "http.server", "-b", "::1", str(PORT)), listens=(PORT,)), *serving("127.0.0.1")),
    hosts="127.0.0.1 localhost\n",
    **forbidding(chromium=("localhost", "127.0.0.1")),
)
RESET = "table ip6 filter { chain in { type filter hook input priority 0; tcp dport 3000 reject with tcp reset; }; }"
STEPS = case(
    "a step that can be done, and a name that is https to every browser",
    "http://shop.dev:3000/",
    "chromium",
    serving("::"),
    hosts="127.0.0.1 localhost\n127.0.0.1 shop.dev\n::1 shop.dev\n",
    nft=RESET,
)
BESIDE = case(
    "a step that can be done, and a start-up switch sends one Chromium elsewhere",
    "http://localhost:3000/",
    "chromium",
    serving("::"),
    hosts=BOTH,
    nft=RESET,
)
HERE = ("localhost", "127.0.0.1", "[::1]", "10.77.0.2")
FORWARD = case(
    "every place of the server is forbidden to Chromium, and every page to Firefox",
    "http://localhost:3000/",
    "chromium",
    serving("::"),
    hosts=BOTH,
    **forbidding(chromium=tuple(f"{host}:{PORT}" for host in HERE), firefox=("<all_urls>",)),
)
NOTHING = case(
    "every page of this machine is forbidden to Chromium, and every page to Firefox",
    "http://localhost:3000/",
    "chromium",
    serving("::"),
    hosts=BOTH,
    **forbidding(chromium=HERE, firefox=("<all_urls>",)),
)
CASES = (NAME, FAMILY, NETWORK, FIREFOX, CHROMIUM, PROFILE, FOX, STRANGER, FORWARD, NOTHING)
SAID = (STEPS, BESIDE, PROFILE)
