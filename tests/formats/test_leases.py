"""What DHCP clients keep of option 252."""

import pytest

from portwise.formats import leases

URL = "http://wpad.corp.example/wpad.dat"
HEX = URL.encode().hex()
COLONS = ":".join(HEX[at : at + 2] for at in range(0, len(HEX), 2))


@pytest.mark.parametrize(
    "text",
    [
        f'lease {{\n  interface "eth0";\n  option wpad "{URL}";\n  option routers 10.0.0.1;\n}}\n',
        f'lease {{\n  option unknown-252 "http://old/p";\n}}\nlease {{\n  option unknown-252 "{URL}";\n}}\n',
        f'lease {{\n  interface "eth0";\n  option wpad "{URL}";\n}}\nlease {{\n  interface "wlan0";\n}}\n',
        f"lease {{\n  option unknown-252 {COLONS};\n}}\n",
        f"ADDRESS=10.0.0.7\nOPTION_252={HEX}\nOPTION_249=00\n",
        f"OPTION_252={HEX}00\n",
        f"DHCP4.OPTION[1]:subnet_mask = 255.255.255.0\nDHCP4.OPTION[12]:wpad = {URL}\n",
        f"DHCP4.OPTION[3]:                        wpad = {URL}\n",
    ],
)
def test_what_each_client_keeps(text):
    """In the form of dhclient, of systemd-networkd and of NetworkManager; Microsoft's servers end it with a zero."""
    assert URL == leases.script(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        'lease {\n  option routers 10.0.0.1;\n  option domain-name "wpad";\n}\n',
        f'lease {{\n  interface "eth0";\n  option wpad "{URL}";\n}}\nlease {{\n  interface "eth0";\n}}\n',  # elsewhere
        'option wpad "";',
        'option wpad "javascript:alert(1)";',
        "OPTION_252=zz\n",
        "OPTION_252=ff00\n",
        "DHCP4.OPTION[1]:requested_wpad = 1\n",
        "option unknown-252 68:7:zz;",
        "option unknown-252 :::;",
    ],
)
def test_a_lease_that_names_none(text):
    """Or something that is no address of a file."""
    assert "" == leases.script(text)
