import base64
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import x509

# openssl req -x509 -newkey ec -subj "/CN=localhost/O=Lab" -outform DER, a key that was thrown away
DER = base64.b64decode("""
MIIB1jCCAXygAwIBAgIBBzAKBggqhkjOPQQDAjAiMRIwEAYDVQQDDAlsb2NhbGhvc3QxDDAKBgNVBAoMA0xhYjAgFw0yNjExMjAw
NjIxMzBaGA8yMTI1MDYxNDA2MjEzMFowIjESMBAGA1UEAwwJbG9jYWxob3N0MQwwCgYDVQQKDANMYWIwWTATBgcqhkjOPQIBBggq
hkjOPQMBBwNCAARltpDUfziuYww8F77JqZUseB6XUSW2CRY78p5jr7UFfqsRe8bhk/Y6QxPwkg3XrCVYOkrfZ01L17z65JS6w6eN
o4GgMIGdMB0GA1UdDgQWBBSabaMq4GWJcS39GMTXjzNn57Hv6DAfBgNVHSMEGDAWgBSabaMq4GWJcS39GMTXjzNn57Hv6DAPBgNV
HRMBAf8EBTADAQH/MEoGA1UdEQRDMEGCCWxvY2FsaG9zdIIKKi5sYWIudGVzdIcEfwAAAYcQAAAAAAAAAAAAAAAAAAAAAYYQaHR0
cDovL2xhYi50ZXN0LzAKBggqhkjOPQQDAgNIADBFAiEA51u7deS3ZrGmRJFMiYSrxUMrgdp66avEh2d/TVlvm9QCIEHD2sN7Q6U/
M/rKhtuTUkowZpI5xawpzOkmw3yPzeR1
""")
NAMES = ("localhost", "*.lab.test", "127.0.0.1", "::1")


def der(tag: int, *parts: bytes) -> bytes:
    """The smallest encoder that can say a certificate."""
    body = b"".join(parts)
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x82, size >> 8, size & 0xFF])
    return bytes([tag]) + length + body


def name(*pairs: tuple[str, int, bytes]) -> bytes:
    sets = (der(0x31, der(0x30, der(0x06, bytes.fromhex(kind)), der(tag, value))) for kind, tag, value in pairs)
    return der(0x30, *sets)


def made(issuer: bytes, subject: bytes, *validity: bytes) -> bytes:
    serial, algorithm, key = der(0x02, b"\1"), der(0x30), der(0x30)
    fields = (serial, algorithm, issuer, der(0x30, *validity), subject, key)
    return der(0x30, der(0x30, *fields))


LAB = name(("550403", 0x0C, b"lab"))
THEN, LATER = der(0x17, b"491231235959Z"), der(0x18, b"20500101000000Z")


def test_a_certificate_of_openssl_is_read():
    """Subject, issuer, names of both kinds, and the dates that openssl shows."""
    read = x509.certificate(DER)

    assert ("localhost", "localhost", NAMES, True) == (read.subject, read.issuer, read.names, read.self_signed)
    assert (1795155690.0, 4905555690.0) == (read.not_before, read.not_after)


def test_another_issuer_is_not_oneself():
    """Self-signed is what names itself as its issuer."""
    read = x509.certificate(made(name(("550403", 0x0C, b"a CA")), LAB, THEN, LATER))

    assert ("lab", "a CA", (), False) == (read.subject, read.issuer, read.names, read.self_signed)


def test_two_digits_of_a_year_end_in_2049():
    """RFC 5280 section 4.1.2.5.1; one second later the other form begins."""
    read = x509.certificate(made(LAB, LAB, THEN, LATER))

    assert (2524607999.0, 2524608000.0) == (read.not_before, read.not_after)


def test_years_before_2000_and_the_epoch():
    """50 to 99 are of the last century."""
    read = x509.certificate(made(LAB, LAB, der(0x17, b"700101000000Z"), der(0x17, b"000229120000Z")))

    assert (0.0, 951825600.0) == (read.not_before, read.not_after)


def test_an_organization_stands_for_a_missing_common_name():
    """And a name in UTF-16 is read as such."""
    subject = name(("55040a", 0x1E, "Läb".encode("utf-16-be")))

    assert "Läb" == x509.certificate(made(LAB, subject, THEN, LATER)).subject


@pytest.mark.parametrize("cut", [0, 1, 2, 10, 100, len(DER) - 1])
def test_a_cut_certificate_is_an_error(cut):
    """Half a certificate names nobody."""
    with pytest.raises(ValueError):
        x509.certificate(DER[:cut])


@given(st.binary())
def test_any_bytes_are_a_certificate_or_a_value_error(data):
    """A server may send anything in its place."""
    try:
        read = x509.certificate(data)
    except ValueError:
        return

    assert isinstance(read.not_after, float)


@given(st.integers(0, len(DER) - 1), st.integers(0, 255))
def test_a_certificate_with_one_byte_changed_is_read_or_a_value_error(at, value):
    """Neither another exception nor an endless loop."""
    try:
        read = x509.certificate(DER[:at] + bytes([value]) + DER[at + 1 :])
    except ValueError:
        return

    assert all(isinstance(each, str) for each in read.names)


@given(st.sampled_from(["192.0.2.1", "2001:db8::1"]))
def test_an_address_is_a_name_of_four_or_sixteen_bytes(address):
    """RFC 5280 section 4.2.1.6, iPAddress."""
    entry = der(0x87, ip_address(address).packed)
    extension = der(0x30, der(0x06, bytes.fromhex("551d11")), der(0x04, der(0x30, entry)))
    element = x509.first(der(0xA3, der(0x30, extension)))

    assert [address] == list(x509.alternative_names(element))
