"""What a packed extension says of itself, in archives that are really written, and in some that are no more whole."""

import errno
import io
import os
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import packed
from portwise.host.local import Local

TEXT = '{"name": "Shield", "permissions": ["proxy", "webRequest"]}'


def archive(text=TEXT, name="manifest.json", method=zipfile.ZIP_DEFLATED, before=b"", comment=b"", files=3):
    """As an extension is packed, between other files."""
    data = io.BytesIO(before)
    data.seek(0, io.SEEK_END)
    with zipfile.ZipFile(data, "a", method) as written:
        for number in range(files):
            written.writestr(f"js/{number}.js", b"let a;" * number)
        written.writestr(name, text)
        written.writestr("icon.png", os.urandom(100))
        written.comment = comment
    return data.getvalue()


WHOLE = archive(files=1)


@pytest.fixture
def read(tmp_path):
    def tell(data):
        (tmp_path / "a@b.xpi").write_bytes(data)
        return Local().read(str(tmp_path / "a@b.xpi"))

    return tell


@pytest.mark.parametrize(
    "data",
    [
        archive(),
        archive(method=zipfile.ZIP_STORED),
        archive(comment=b"x" * 60000),
        archive(files=2000),
        archive().replace(b"js/1.js", b"js/\xff.js"),
    ],
    ids=("deflated", "stored", "a long comment", "many files", "names that are no text"),
)
def test_the_manifest_of_a_package_is_read(data, read):
    """However it is packed, and wherever in it the manifest lies."""
    assert read(data) == TEXT


def test_of_a_large_package_little_is_read(read):
    """Its directory and its manifest, behind 40 MB of something else."""
    assert read(archive(before=bytes(40_000_000))) == TEXT


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is no ZIP archive"),
        (b"PK\5\6", "it is no ZIP archive"),
        (b"\0" * 4096, "it is no ZIP archive"),
        (archive()[:-60], "it is no ZIP archive"),
        (archive()[200:], "its directory is not where"),
        (archive(name="install.rdf"), "it has no manifest.json"),
        (archive(method=zipfile.ZIP_LZMA), "in a way that portwise does not know"),
        (archive("x" * (packed.MOST_PART + 1)), "longer than portwise reads"),
        (archive(files=30_000), "its directory is longer"),
        (archive(method=zipfile.ZIP_STORED).replace(b"Shield", b"Shirts"), "is not what its directory says"),
        (archive(files=0).replace(b"PK\3\4", b"PK\3\5"), "is not where its directory says"),
    ],
)
def test_what_is_no_package_is_told(data, why, read):
    """Cut off, foreign, too long, or changed: with a reason, and never as an extension that may do nothing."""
    with pytest.raises(OSError, match=why) as raised:
        read(data)

    assert errno.EBADMSG == raised.value.errno


def test_a_bomb_is_not_unpacked():
    """What a part says to be is all that it may become."""
    whole = archive("0" * 200_000)
    at, size = packed.directory(whole, len(whole))
    part = packed.part(whole[at : at + size], "manifest.json")._replace(size=10)
    begin = part.offset + packed.lead(whole[part.offset :])

    with pytest.raises(ValueError, match="is not what its directory says"):
        packed.unpacked(part, whole[begin : begin + part.packed])


def test_nobody_waits_for_what_is_no_file(tmp_path):
    """A FIFO of that name has no end."""
    os.mkfifo(tmp_path / "a.xpi")
    with pytest.raises(OSError, match="no regular file"):
        Local().read(str(tmp_path / "a.xpi"))


@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_any_damage_is_the_same_text_or_a_reason(at, damage):
    """Of whatever byte of it."""
    whole = bytearray(WHOLE)
    whole[at : at + len(damage)] = damage
    told = TEXT.encode()
    with suppress(ValueError):
        begin, size = packed.directory(bytes(whole), len(whole))
        part = packed.part(bytes(whole[begin : begin + size]), "manifest.json")
        begin = part.offset + packed.lead(bytes(whole[part.offset : part.offset + packed.LOCAL.size]))
        told = packed.unpacked(part, bytes(whole[begin : begin + part.packed]))

    assert TEXT == told.decode()
