"""What people say works where becomes signs, each with the verdict that belongs to it."""

import pytest

from portwise.model.reading import Stated
from portwise.read.conditions import CONDITIONS
from portwise.read.readers import understood
from portwise.read.signs.statements import fails, works

SAID = {
    "curl": ("curl gets 200, the browser spins forever", True),
    "browser": ("curl gets 200, the browser spins forever", False),
    "wget": ("wget and the rest of the tools work", True),
    "telnet": ("telnet to it connects immediately", True),
    "ssh": ("ssh to the box is fine, port 8080 times out", True),
    "ping": ("I can ping the address without any problem", True),
    "postman": ("In Postman it never answers", False),
    "chrome": ("it fails in Chrome, Edge and Opera - Safari opens it", False),
    "edge": ("it fails in Chrome, Edge and Opera - Safari opens it", False),
    "opera": ("it fails in Chrome, Edge and Opera - Safari opens it", False),
    "safari": ("it fails in Chrome, Edge and Opera - Safari opens it", True),
    "firefox": ("Firefox: never", True),
    "brave": ("Brave blocks it", False),
    "other-browser": ("a different browser works", True),
    "same-in-all-browsers": ("all browsers refuse it", False),
    "node": ("node's fetch fails", False),
    "python": ("the same URL with requests works", True),
    "java": ("the Java client hangs", False),
    "app": ("my app can't connect", False),
    "terminal": ("from the terminal it is ok", True),
    "here": ("On the server itself everything works", True),
    "elsewhere": ("another laptop on the wifi can not reach it", False),
    "phone": ("my phone times out", False),
    "outside": ("from outside nothing gets through", False),
    "other-network": ("over the phone's hotspot it works", True),
    "other-address": ("with another ip it works", True),
    "container": ("inside the container it responds", True),
    "host": ("from the host I get connection refused", False),
    "by-ip": ("by IP it works; by name it does not work", True),
    "by-name": ("by IP it works; by name it does not work", False),
    "loopback": ("http://127.0.0.1:81 is fine", True),
    "localhost": ("localhost:81 is fine", True),
    "127.0.0.1": ("http://127.0.0.1:81 is fine", True),
    "lan-address": ("http://192.168.4.4:81 times out", False),
    "vpn-off": ("as soon as I disconnect the VPN it works", True),
    "vpn-on": ("while connected to the VPN it fails", False),
    "proxy-off": ("without the proxy it works", True),
    "firewall-off": ("with ufw disabled it works", True),
    "selinux-off": ("after setenforce 0 it works", True),
    "guard-off": ("pausing Kaspersky fixes it", True),
    "extension-off": ("I disabled all extensions, no change", False),
    "private-window": ("in an incognito window it works", True),
    "new-profile": ("a fresh profile works", True),
    "site-data-cleared": ("clearing the cookies helps for a day", True),
    "doh-off": ("with secure DNS disabled it works", True),
    "reboot": ("A reboot fixes it for some hours", True),
    "restart": ("Restarting nginx did not help", False),
    "network-reset": ("netsh winsock reset cured it", True),
    "update": ("since the update it refuses", False),
    "root": ("as root it works", True),
    "by-hand": ("started by hand it works, as a service it fails", True),
    "as-service": ("started by hand it works, as a service it fails", False),
    "other-port": ("on another port it works", True),
    "http": ("over http it works", True),
    "https": ("over https it hangs", False),
    "insecure": ("with -k it works", True),
    "outside-sandbox": ("outside the sandbox it works", True),
    "small": ("small requests work, large uploads hang", True),
    "large": ("small requests work, large uploads hang", False),
}


@pytest.mark.parametrize("when", CONDITIONS)
def test_each_condition_is_found_with_its_verdict(when):
    """Every word of the vocabulary is met in some sentence, and says there what the sentence says."""
    says, verdict = SAID[when]

    assert [verdict] == [noted.sign.works for noted in understood(says).signs(Stated) if noted.sign.when == when]


def test_a_question_says_nothing():
    """Who asks whether it works has not said that it does."""
    assert [] == understood("Does it work in Firefox? Or with curl?").signs(Stated)


def test_a_comma_behind_which_the_verdict_turns_ends_a_statement():
    """Most people say both in one sentence."""
    text = understood("It fails in Chrome, with curl it works")

    assert ((1,), (), (1,), ()) == (
        fails(text, "chrome"),
        works(text, "chrome"),
        works(text, "curl"),
        fails(text, "curl"),
    )


def test_what_is_left_out_is_the_other_way_round():
    """ "Chrome works, Firefox does not" says of Firefox what it does not repeat."""
    text = understood("Chrome works, Firefox does not\nevery phone is refused, the laptop isn't, curl too")

    assert ((1,), (1,), (2,)) == (works(text, "chrome"), fails(text, "firefox"), fails(text, "phone"))


def test_words_of_failure_within_a_message_of_success_do_not_count():
    """ "No errors" is no error."""
    assert (1,) == works(understood("curl finishes without any error"), "curl")


def test_a_user_that_is_made_is_no_other_profile():
    """Of a browser; who registers is a user of the site."""
    assert not fails(understood("to register a new user fails"), "new-profile")
    assert fails(understood("with a new user it fails"), "new-profile")


@pytest.mark.parametrize(
    "raw",
    [
        "Make sure that the daemon is running and reachable at 127.0.0.1",
        "please check whether curl connects",
        "FATAL: another server process is ok",
        "Connection to node -1 is back",
        "in the browser I get an empty page",
    ],
)
def test_what_is_to_be_so_or_is_another_thing_does_not_work_for_anybody(raw):
    """Advice of a program, a process and a broker with a number, a page without anything on it."""
    assert [] == [noted.sign.when for noted in understood(raw).signs(Stated) if noted.sign.works]


def test_where_a_vpn_comes_out_is_no_vpn_that_was_ended():
    """ "with a VPN exit in another country": it is on."""
    told = understood("With a VPN exit in another country the site opens.")

    assert works(told, "vpn-on")
    assert not works(told, "vpn-off")


def test_the_host_of_a_container_is_no_container():
    """ "From the container host itself" is out of it."""
    told = understood("From the container host itself it times out. In the container it works.")

    assert ((1,), (), (1,)) == (fails(told, "host"), fails(told, "container"), works(told, "container"))


def told(says):
    """Each condition with its verdict."""
    return {noted.sign.when: noted.sign.works for noted in understood(says).signs(Stated)}


@pytest.mark.parametrize(
    ("says", "when", "verdict"),
    [
        ("It opens on the tablet, not in Safari", "safari", False),
        ("Postman gets through and never with curl", "curl", False),
        ("The shop doesn't open here. Over the VPN it does.", "vpn-on", True),
        ("By the local IP I get in", "lan-address", True),
        ("I have to switch the firewall off, else it times out", "firewall-off", True),
        ("Nothing comes until I switch the antivirus off", "guard-off", True),
        ("No difference whether I am connected to the VPN", "vpn-off", False),
        ("From my desktop (10.4.0.9) it does not load", "elsewhere", False),
    ],
)
def test_what_is_said_shortly_counts_too(says, when, verdict):
    """People do not repeat what worked, and some name the remedy alone."""
    assert verdict is told(says)[when]


@pytest.mark.parametrize(
    ("says", "when"),
    [
        ("with the machine's own IP it is fine", "by-ip"),
        ("from any machine elsewhere it's flawless", "elsewhere"),
        ("my containers answer other devices", "elsewhere"),
    ],
)
def test_a_success_is_understood_in_other_words(says, when):
    """An owner before the address, and adverbs of praise."""
    assert works(understood(says), when)


@pytest.mark.parametrize("says", ["one can try curl", "http://api.example/v1/working-hours with curl"])
def test_what_can_be_tried_and_a_path_are_no_success(says):
    """The same words, and nothing of how it went."""
    assert not works(understood(says), "curl")


def test_a_file_is_no_place_from_which_somebody_asks():
    """ "from home" is outside, "from home.html" is a page."""
    assert fails(understood("from home it does not open"), "outside")
    assert not fails(understood("from home.html to list.html it does not open"), "outside")


@pytest.mark.parametrize(
    ("says", "when"),
    [
        ("In Firefox it shows\n\nUnable to connect", "firefox"),
        ("I work on it remotely", "elsewhere"),
        ("Connection closed by remote host", "elsewhere"),
        ("telnet: Unable to connect to remote host: Connection refused", "elsewhere"),
        ("One has to reload it until it loads, in Chrome and on the tablet", "phone"),
    ],
)
def test_what_says_nothing_of_whether_it_works(says, when):
    """What is shown stands below; a server that closes is no second client; what comes at last did not come before."""
    assert when not in told(says)
