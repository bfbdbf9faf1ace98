"""The database of dconf: one that dconf 0.40 wrote on 2026-11-20, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portwise.formats import dconf, gvdb

DATABASE = bytes.fromhex(
    "4756617269616e74000000000000000018000000000100000000002808000000000000000200000003000000030000000400000005000000"
    "060000000800000028e6eae6020000000001000005004c000801000010010000e837d592040000001001000007004c00180100001c010000"
    "1922f931010000001c01000006004c002401000030010000db583d4e02000000300100000c007600400100005f010000d4b50200ffffffff"
    "5f01000001004c006001000064010000ed0b0191000000006401000004007600680100006e0100005e31bcef020000006e01000004007600"
    "780100008101000006a9fc900000000081010000040076008801000094010000687474702f000000070000000500000073797374656d2f00"
    "0200000070726f78792f000000000000030000000600000069676e6f72652d686f737473000000006c6f63616c686f7374002a2e696e7472"
    "612e6578616d706c65000a1a0061732f01000000706f7274380c000000696d6f64650000000000006d616e75616c000073686f7374000000"
    "31302e37382e302e32000073"
)
SETTINGS = {
    "/system/proxy/mode": "'manual'",
    "/system/proxy/ignore-hosts": "['localhost', '*.intra.example']",
    "/system/proxy/http/host": "'10.78.0.2'",
    "/system/proxy/http/port": "3128",
}


def test_what_dconf_wrote():
    """Strings, numbers and lists, under the whole path; nothing that is not below it."""
    assert SETTINGS == gvdb.settings(DATABASE, "/system/proxy/")
    assert {} == gvdb.settings(DATABASE, "/org/")


def test_it_is_shown_as_a_file_that_can_be_read_again(monkeypatch):
    """The name and the password for the proxy are left where they are."""
    secret = {"/system/proxy/http/authentication-password": "'hunter2'", "/system/proxy/mode": "'none'"}

    assert SETTINGS == dconf.keyfile(dconf.shown(DATABASE))
    monkeypatch.setattr(gvdb, "settings", lambda *_: secret)
    assert "[system/proxy]\nmode='none'\n" == dconf.shown(DATABASE)


@pytest.mark.parametrize(
    "data",
    [b"", b"GVariant", DATABASE[:40], DATABASE[:200], b"x" + DATABASE[1:], b"tnairaVG" + DATABASE[8:]],
)
def test_what_is_none(data):
    """Said in words, wherever it ends."""
    with pytest.raises(ValueError, match=r"settings|this is no"):
        gvdb.settings(data, "/")
    assert dconf.shown(data).startswith("# ")


def table(names, many, value=(0, 0)):
    """*many* items, each the parent of the next up to 30 times; all have those bytes of the file as their name."""
    end = 32 + gvdb.ITEM.size * many
    parents = (n - 1 if n % 31 else gvdb.NOBODY for n in range(many))
    rows = (gvdb.ITEM.pack(0, parent, *names, gvdb.VALUE, *value) for parent in parents)
    return gvdb.HEADER.pack(gvdb.SIGNATURE, 0, 0, 24, end) + gvdb.TABLE.pack(0, 0) + b"".join(rows)


@pytest.mark.parametrize("data", [table((0, 60_000), 20_000), table((0, 1), 20_000, (0, 400_000))])
def test_what_is_there_once_is_read_once(data):
    """A file of half a megabyte whose items all have the whole of it for a name, or a value, has none."""
    with pytest.raises(ValueError, match="overlap"):
        gvdb.settings(data, "/")


@pytest.mark.parametrize(("longest", "name"), [(200, "x" * 200 + "mode"), (60_000, "")])
def test_a_name_that_is_too_long_is_none(longest, name):
    """Twenty thousand children of one such ancestor would be twenty thousand such names."""
    above = gvdb.Item(gvdb.NOBODY, b"x" * longest, b"L", b"")

    assert name == gvdb.path([above], gvdb.Item(0, b"mode", gvdb.VALUE, b""))


@pytest.mark.parametrize(
    "value, text",
    [
        (b"it's\\\0\0s", "'it\\'s\\\\'"),
        (b"\xff\xff\xff\xff\0i", "-1"),
        (b"\x01\0b", "true"),
        (b"\0\0b", "false"),
        (b"\0as", "[]"),
        (b"\x05\0as", "[]"),
        (b"\x01\x02\0(ii)", ""),
        (b"s", "''"),
        (b"", ""),
    ],
)
def test_values(value, text):
    """Of the types that a proxy has, as gsettings(1) writes them."""
    assert text == gvdb.written(value)


@given(some.integers(0, len(DATABASE) - 1), some.binary(min_size=1, max_size=8))
def test_any_bytes_are_settings_or_none(at, other):
    """In bounded time, whatever stands in the table: also names that lead back to themselves."""
    assert isinstance(dconf.shown(DATABASE[:at] + other + DATABASE[at + len(other) :]), str)


@given(some.binary(max_size=300))
def test_any_table(data):
    """The same with a header that is right."""
    assert isinstance(dconf.shown(DATABASE[:24] + data), str)
