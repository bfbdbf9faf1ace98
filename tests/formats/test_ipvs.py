"""The table of IPVS, as kernels write it."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import ipvs
from portwise.model.settings import Virtual
from portwise.model.target import Endpoint

# Linux 6.1, written by a kernel of the lab on 2026-11-21; the rows of IPv6, UDP and of a mark by ip_vs_info_seq_show()
TABLE = """IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A600001:0050 rr  
  -> 0AF40005:24A0      Masq    0      0          0         
  -> 0AF40006:24A0      Masq    3      1          2         
UDP  0A60000A:0035 rr  
  -> 0AF40007:0035      Masq    1      0          0         
TCP  [fd00:0000:0000:0000:0000:0000:0000:000a]:01BB sh  persistent 10800
  -> [fd00:0000:0000:0000:0000:0000:0000:0005]:20FB      Masq    1      0          0         
FWM  00000007 wlc 
  -> 0AF40008:0050      Route   1      0          0         
TCP  0A600002:0050 wlc 
"""  # noqa: W291 - the kernel ends its rows so


def at(address, port):
    return Endpoint(ip_address(address), port)


def test_the_services_of_tcp():
    """Each with its real servers and their weights; those of UDP and of marks are left out, with their servers."""
    expected = (
        Virtual(at("10.96.0.1", 80), "rr", ((at("10.244.0.5", 9376), 0), (at("10.244.0.6", 9376), 3))),
        Virtual(at("fd00::a", 443), "sh", ((at("fd00::5", 8443), 1),)),
        Virtual(at("10.96.0.2", 80), "wlc", ()),
    )

    assert expected == ipvs.virtuals(TABLE)


def test_how_a_row_is_told():
    """As much as a person needs to find it again."""
    first, _, last = ipvs.virtuals(TABLE)

    assert "TCP 10.96.0.1:80 rr -> 10.244.0.5:9376 weight 0, 10.244.0.6:9376 weight 3" == str(first)
    assert "TCP 10.96.0.2:80 wlc -> no real server" == str(last)


@pytest.mark.parametrize("text", ["", "\n".join(TABLE.splitlines()[:3])])
def test_an_empty_table_has_none(text):
    """IPVS is there, and nobody uses it."""
    assert () == ipvs.virtuals(text)


@given(st.text(max_size=40))
def test_what_is_no_table_is_a_value_error(text):
    """It never crashes otherwise."""
    try:
        ipvs.virtuals(f"1\n2\n3\n{text}")
    except ValueError:
        return
