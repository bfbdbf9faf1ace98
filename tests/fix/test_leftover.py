"""What a VPN that was killed has left behind, as ip shows it; the lab removes it and makes it anew."""

import pytest

from portwise.fix.steps.leftover import KIND
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import HERE, INTERFACES
from portwise.model.net import Interface
from portwise.model.repair import Grade
from portwise.model.target import Target

LEFT = Interface(5, "tun0", True, False, (), "tun", (), carrier=False)
LINKS = (LEFT, LEFT._replace(name="tun1", carrier=True), LEFT._replace(name="wg0", kind="wireguard"))
SEEN = Evidence(Target.parse("10.9.0.1:8000")).plus([Answer(INTERFACES.of(HERE), Known(LINKS), "rtnetlink")])
DELETE = ("ip", "link", "delete", "tun0")
TUN = """5: tun0: <NO-CARRIER,POINTOPOINT,MULTICAST,NOARP,UP> mtu 1400 qdisc pfifo_fast state DOWN qlen 500
    link/none  promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535
    tun type tun pi off vnet_hdr off persist on user ada numtxqueues 1 numrxqueues 1
    inet 10.8.0.2/24 scope global tun0
       valid_lft forever preferred_lft forever
    inet 10.8.1.1 peer 10.8.1.2/32 scope global tun0
       valid_lft forever preferred_lft forever
    inet6 fd00:8::2/64 scope global nodad
       valid_lft forever preferred_lft forever
    inet6 fe80::92a:1/64 scope link stable-privacy
       valid_lft forever preferred_lft forever
-4 10.8.0.0/24 proto kernel scope link src 10.8.0.2 linkdown
-4 10.9.0.0/16 scope link metric 50 linkdown
-4 local 10.8.0.2 table local proto kernel scope host src 10.8.0.2
-6 default table 77 metric 1024 linkdown pref medium
-6 fe80::/64 proto kernel metric 256 linkdown pref medium
-6 multicast ff00::/8 table local proto kernel metric 256 linkdown pref medium
"""
RESTORED = (
    "ip tuntap add dev tun0 mode tun user ada && ip link set tun0 mtu 1400 up && "
    "ip addr add 10.8.0.2/24 dev tun0 && ip addr add 10.8.1.1 peer 10.8.1.2/32 dev tun0 && "
    "ip addr add fd00:8::2/64 dev tun0 nodad && "
    "ip -4 route add 10.9.0.0/16 scope link metric 50 dev tun0 && "
    "ip -6 route add default table 77 metric 1024 dev tun0 pref medium"
)


def test_it_is_removed_and_made_anew():
    """With what it was given: owner, size, addresses and routes; what comes by itself is not given twice."""
    deed = KIND.reads(DELETE, SEEN)
    before = KIND.state(deed, TUN)

    assert (Grade.EQUIVALENT, RESTORED) == (deed.grade, before)
    assert "gone" == KIND.wanted(deed, before, TUN) == KIND.state(deed, "")
    assert (("sh", "-c", RESTORED), ()) == (KIND.back(deed, before, ""), KIND.back(deed, "gone", ""))


@pytest.mark.parametrize("name", ["tun1", "wg0", "eth0"])
def test_one_that_may_be_in_use_is_left_alone(name):
    """Its program holds it, or nothing shows whether there is one."""

    assert KIND.reads((*DELETE[:3], name), SEEN) is None


@pytest.mark.parametrize(("old", "new"), [("NO-CARRIER,", ""), ("persist on", "persist off")])
def test_one_that_a_program_took_back_meanwhile_is_not_removed(old, new):
    """Between the plan and the step its VPN has been started again."""
    deed = KIND.reads(DELETE, SEEN)

    with pytest.raises(OSError, match="a program holds tun0 by now"):
        KIND.state(deed, TUN.replace(old, new))
