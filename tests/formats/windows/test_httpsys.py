"""netsh http show servicestate in both views, and show urlacl; Windows 10 and 11, Server 2019 (documented output).

Views and fields: learn.microsoft.com, Netsh http; addresses, numbers and users are our own.
"""

import pytest

from portwise.formats.windows import httpsys
from portwise.model.windows import Prefix

SESSIONS = """
Snapshot of HTTP service state (Server Session View):
-----------------------------------------------------

Server session ID: FF00000020000001
    Version: 1.0
    State: Active
    Properties:
        Max bandwidth: 4294967295
        Timeouts:
            Entity body timeout (secs): 120
            Minimum send rate (bytes/sec): 150
    URL groups:
    URL group ID: FE00000040000001
        State: Active
        Request queue name: Request queue is unnamed.
        Number of registered URLs: 2
        Registered URLs:
            HTTP://+:5985/WSMAN/
            HTTP://+:47001/WSMAN/
"""
QUEUES = """
Momentaufnahme des HTTP-Dienststatus (Anforderungswarteschlangenansicht):
-----------------------------------------------------

Anforderungswarteschlange: Shop
    Version: 2.0
    Status: Aktiv
    Anzahl der aktiven angefügten Prozesse: 2
    Prozess-IDs:
        4120
        4128
    URL-Gruppen:
    URL-Gruppen-ID: FD00000040000002
        Anzahl der registrierten URLs: 1
        Registrierte URLs:
            HTTP://*:80/

Anforderungswarteschlange: ohne Namen.
    Version: 2.0
    Prozess-IDs:
        944
    Registrierte URLs:
        HTTPS://[::1]:5001/
"""
RESERVED = """
URL Reservations:
-----------------

    Reserved URL            : http://*:2869/
        User: NT AUTHORITY\\LOCAL SERVICE
            Listen: Yes
            Delegate: No
            SDDL: D:(A;;GX;;;LS)

    Reserved URL            : http://+:80/Temporary_Listen_Addresses/
        User: \\Everyone
            Listen: Yes
            Delegate: No
            SDDL: D:(A;;GX;;;WD)

    Reservierte URL         : https://+:5358/
        Benutzer: VORDEFINIERT\\Benutzer
            Abhören: Yes
"""


def test_sessions_name_no_process():
    """The usual view tells addresses alone."""
    assert (
        Prefix("http://+:5985/WSMAN/", 5985, (), True),
        Prefix("http://+:47001/WSMAN/", 47001, (), True),
    ) == httpsys.registered(SESSIONS)


def test_queues_name_their_processes():
    """``view=requestq``, here in German: those of a queue, and of no other."""
    assert (
        Prefix("http://*:80/", 80, (4120, 4128), True),
        Prefix("https://[::1]:5001/", 5001, (944,), True),
    ) == httpsys.registered(QUEUES)


def test_reservations_name_a_user():
    """In English and in German."""
    assert (
        Prefix("http://*:2869/", 2869, (), False, "NT AUTHORITY\\LOCAL SERVICE"),
        Prefix("http://+:80/Temporary_Listen_Addresses/", 80, (), False, "Everyone"),
        Prefix("https://+:5358/", 5358, (), False, "VORDEFINIERT\\Benutzer"),
    ) == httpsys.reserved(RESERVED)


@pytest.mark.parametrize("line", ["HTTP://+:0/", "HTTP://+:70000/", "ftp://+:80/", "HTTP://+/", ""])
def test_what_is_no_prefix_is_passed_over(line):
    """A port that cannot be, another scheme."""
    assert () == httpsys.registered(f"            {line}")
