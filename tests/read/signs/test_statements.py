"""What people say works where becomes signs, each with the verdict that belongs to it."""

import pytest

from portwise.model.reading import Stated
from portwise.read.readers import understood
from portwise.read.signs.statements import CONDITIONS, fails, works

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


def test_where_a_vpn_comes_out_is_no_vpn_that_was_ended():
    """ "with a VPN exit in another country": it is on."""
    told = understood("With a VPN exit in another country the site opens.")

    assert works(told, "vpn-on")
    assert not works(told, "vpn-off")
