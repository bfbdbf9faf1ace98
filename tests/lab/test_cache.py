"""
A cache of names keeps an old answer, and is emptied: nscd(8), and systemd-resolved(8), each in a world whose /etc and
/run are its own.

They run from where tools/unpacked.py put them: to install one would be to start it for all of the machine.  portwise is
started as a user starts it: whoever has found no nscd does not look for one again at once (glibc, nscd/nscd-client.h).
"""

import json
import os
import select
import signal
import subprocess
import sys

import pytest

from portwise.fix.steps.cache import KIND, WHY
from portwise_lab import world
from portwise_lab.case import Case, Program
from portwise_lab.run import Vantage, play_all, vantages
from portwise_lab.waiting import brought
from tools import unpacked

PLACES = {package.name: unpacked.place(package) for package in unpacked.known()}
NSCD, RESOLVED = PLACES["nscd"], PLACES["systemd-resolved"]
NAME, SERVER = "api.example", "127.0.0.52:53"
URL = f"http://{NAME}:8000/"
OF_NSCD = """enable-cache hosts yes
negative-time-to-live hosts 3600
check-files hosts no
persistent hosts no
shared hosts no
"""
# resolved.conf(5): what a server of this machine says is not kept by itself
OF_RESOLVED = "[Resolve]\nDNS=127.0.0.52\nLLMNR=no\nMulticastDNS=no\nCacheFromLocalhost=yes\n"
# dbus-daemon(1): whoever is asked for is there already, or nowhere
BUS = """<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow user="*"/><allow own="*"/></policy>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/></policy>
</busconfig>
"""
OWN = (
    "cp -a /etc /mnt/etc",
    "mount --bind /mnt/etc /etc",
    "mount -t tmpfs tmpfs /run",
    "mkdir -p /run/nscd /run/dbus /run/systemd",
)
# It has something to ask only where the machine has a way out
WAY = (
    *("ip link add way0 type veth peer name way1", "ip addr add 10.77.0.2/24 dev way0"),
    *("ip link set way0 up", "ip link set way1 up"),
)
USER = (
    "sh -c 'echo systemd-resolve:x:990:990::/:/usr/sbin/nologin >> /etc/passwd'",
    "sh -c 'echo systemd-resolve:x:990: >> /etc/group'",
    "mkdir -p /etc/systemd",
)
SHOP = Program(("{python}", "{lab}/web.py", "--port", "8000"), listens=(8000,))
CASE = Case(*("cache", "nscd", URL, "name-failure", ()), servers=(f"dns {SERVER} other.example=127.0.0.1 soa",))
CASES = {
    ("nscd", "-i", "hosts"): CASE._replace(
        resolv="nameserver 127.0.0.52\n",
        files={"nscd.conf": OF_NSCD},
        commands=(*OWN, "cp /mnt/home/nscd.conf /etc/nscd.conf"),
        programs=(SHOP, Program((str(NSCD), "--foreground"))),
    ),
    ("resolvectl", "flush-caches"): CASE._replace(
        name="systemd-resolved",
        resolv="nameserver 127.0.0.53\n",
        files={"resolved.conf": OF_RESOLVED, "bus.conf": BUS},
        commands=(*OWN, *WAY, *USER, "cp /mnt/home/resolved.conf /etc/systemd/resolved.conf"),
        programs=(
            SHOP,
            Program(("dbus-daemon", "--config-file={home}/bus.conf", "--nofork", "--nopidfile")),
            Program((str(RESOLVED),), listens=(53,)),
        ),
    ),
}
TOOLS = (NSCD.parent, RESOLVED.parents[2] / "usr/bin")
PATIENCE = 10.0  # seconds, on a busy machine


def said(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout


def asked():
    """What getent(1) ends with: 2 for what is not found."""
    return said("getent", "ahosts", NAME)[0]


def remembered(flush):
    """A client's first questions, until the cache keeps that there is no such name."""
    deed = KIND.reads(flush, None)
    # Nothing tells when it has come up
    return brought(asked, lambda met: met != 2 or KIND.state(deed, said(*deed.look.what)[1]) != "0", PATIENCE)


def learned():
    """The name server is another one by now, which knows the name."""
    with open(os.pidfd_open(world.PIDS[-1])) as ended:
        os.kill(world.PIDS[-1], signal.SIGKILL)
        select.select([ended], [], [], PATIENCE)
    world.serve(f"dns {SERVER} {NAME}=127.0.0.1 soa", drops=False)


def emptied(flush):
    os.environ |= {"PATH": ":".join((*map(str, TOOLS), os.environ["PATH"])), "XDG_STATE_HOME": "/mnt/state"}
    first = remembered(flush)
    learned()
    kept = asked()
    portwise = (sys.executable, "-m", "portwise")
    refused, _ = said(*portwise, "fix", URL, "--yes", "--json")
    still = asked()
    code, document = said(*portwise, "fix", URL, "--step", "1", "--yes", "--json")
    return {
        "asked": [first, kept, refused, still, asked()],
        "fix": [code, *(json.loads(document)[part] for part in ("steps", "done"))],
        "undo": said(*portwise, "undo"),
    }


@pytest.mark.skipif(Vantage.ROOT not in vantages(), reason="only root can give a world its own /etc: sudo make test")
@pytest.mark.skipif(
    not (NSCD.exists() and RESOLVED.exists()), reason="not unpacked: .venv/bin/python -m tools.unpacked"
)
@pytest.mark.parametrize("flush", CASES, ids=" ".join)
def test_the_name_has_an_address_once_the_cache_is_empty(flush):
    """Nothing is done without a yes to that very step; then it is, and nothing brings the old answer back."""
    part = (CASES[flush], Vantage.ROOT)
    answer = play_all([part], lambda _: json.dumps({"met": [], "said": emptied(flush), "recording": ""}).encode())[part]
    if isinstance(answer, RuntimeError):
        raise answer
    made = answer.said
    code, steps, done = made["fix"]
    step = steps[0]

    assert [2, 2, 1, 2, 0] == made["asked"]
    assert ([*flush], "asks first", WHY) == (step["command"], step["safety"], step["deed"]["irreversible"])
    assert [["applied", ""]] == [[row["state"], row["why"]] for row in done["steps"]]
    assert (0, "reachable") == (code, done["after"]["verdict"])
    assert [1, "There is nothing to take back.\n"] == made["undo"]
