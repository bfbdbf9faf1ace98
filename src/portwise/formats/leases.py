"""
The PAC file that a DHCP server names (option 252), in what its clients keep of their lease.

dhclient.leases(5): ``option wpad "http://…";``, or ``unknown-252`` where nobody gave the option a name, in quotes or as
bytes ``68:74:74:70``.  systemd-networkd: ``OPTION_252=`` and hexadecimal digits (sd-dhcp-lease.c keeps options 224 to
254 so).  NetworkManager prints ``DHCP4.OPTION[12]:wpad = http://…`` (nm-dhcp-options.c).  In a file of several leases
the last one of each interface counts: what one before it named, an office perhaps, is over.
"""

from __future__ import annotations

import re

BEGIN = re.compile(r"^\s{0,8}lease \{", re.MULTILINE)
INTERFACE = re.compile(r'^\s{0,8}interface "([^"\n]{1,99})";', re.MULTILINE)
DHCLIENT = re.compile(
    r'^\s{0,8}option (?:wpad(?:-url)?|unknown-252) (?:"([^"\n]{1,999})"|([0-9a-fA-F:]{1,2999}));', re.MULTILINE
)
NETWORKD = re.compile(r"^OPTION_252=((?:[0-9a-fA-F]{2}){1,999})$", re.MULTILINE)
MANAGER = re.compile(r"^DHCP4\.OPTION\[\d{1,3}\]:\s{0,99}wpad = (\S{1,999})$", re.MULTILINE)
URL = re.compile(r"https?://[!-~]+", re.IGNORECASE)


def script(text: str) -> str:
    """Its URL; "" where no lease names one, or names something else."""
    found = [one[1] or octets(one[2]) for one in DHCLIENT.finditer(current(text))]
    found += [octets(one[1]) for one in NETWORKD.finditer(text)]
    found += [one[1] for one in MANAGER.finditer(text)]
    url = found[-1].strip("\0 \n") if found else ""  # Microsoft's servers end it with a zero, a blank or a newline
    return url if URL.fullmatch(url) else ""


def current(text: str) -> str:
    """What stands before all leases, and of each interface the last one."""
    head, *blocks = BEGIN.split(text)
    last = {name[1] if (name := INTERFACE.search(block)) else "": block for block in blocks}
    return "\n".join((head, *last.values()))


def octets(digits: str) -> str:
    pairs = digits.split(":") if ":" in digits else [digits[at : at + 2] for at in range(0, len(digits), 2)]
    return bytes(int(pair, 16) for pair in pairs if 0 < len(pair) <= 2).decode("ascii", "replace")
