import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import greetings
from portwise.model.schemes import HTTP


@pytest.mark.parametrize(
    ("protocol", "data"),
    [
        ("ssh", b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
        ("smtp", b"220 mail.lab ESMTP Postfix\r\n"),
        ("ftp", b"220 (vsFTPd 3.0.3)\r\n"),
        ("nntp", b"200 news.lab ready\r\n"),
        ("imap", b"* OK [CAPABILITY IMAP4rev1] ready\r\n"),
        ("pop3", b"+OK ready\r\n"),
        ("mysql", b"J\0\0\0\n8.0.36\0" + bytes(60)),
        ("nats", b'INFO {"server_id":"x"}\r\n'),
        ("vnc", b"RFB 003.008\n"),
        ("redis", b"+PONG\r\n"),
        ("redis", b"-NOAUTH Authentication required.\r\n"),
        ("memcached", b"VERSION 1.6.18\r\n"),
        ("postgresql", b"S"),
        ("postgresql", b"N"),
        ("mongodb", (40).to_bytes(4, "little") + bytes(8) + (2013).to_bytes(4, "little") + bytes(24)),
        ("amqp", b"\x01\x00\x00\x00\x00\x01\xf0\x00\x0a\x00\x0a\x00\x09"),
        ("amqp", b"AMQP\0\1\0\0"),
        ("mqtt", b"\x20\x02\x00\x00"),
        ("mqtt", b"\x20\x02\x00\x05"),
        ("zookeeper", b"imok"),
        ("cassandra", b"\x84\x00\x00\x00\x06\x00\x00\x00\x00"),
        ("kafka", b"\x00\x00\x01\x0a\x00\x00\x00\x01\x00\x00"),
        ("http", b"HTTP/1.1 400 Bad Request\r\n"),
        ("tls", b"\x15\x03\x01\x00\x02\x02\x0a"),
        ("", b"hello\n"),
        ("", b""),
    ],
)
def test_a_server_is_known_by_its_first_words(protocol, data):
    """Each by what its specification makes it say."""
    assert protocol == greetings.recognised(data, protocol)


def test_three_digits_alone_are_mail():
    """SMTP, FTP and NNTP open alike; without a hint the most common is meant."""
    assert "smtp" == greetings.recognised(b"220 ready\r\n")


def test_another_protocol_is_recognised_where_one_was_expected():
    """redis:// that finds a web server says so."""
    assert "http" == greetings.recognised(b"HTTP/1.1 400 Bad Request\r\n\r\n", "redis")


def test_the_hello_of_mongodb_counts_its_own_bytes():
    """OP_MSG and BSON carry their lengths; a wrong one makes a server hang up."""
    assert len(greetings.MONGODB) == int.from_bytes(greetings.MONGODB[:4], "little")
    assert len(greetings.MONGODB) - 21 == int.from_bytes(greetings.MONGODB[21:25], "little")


def test_the_question_to_kafka_counts_its_own_bytes():
    """The first four bytes are the length of the rest."""
    sent = greetings.OF_SCHEME["kafka"].sends

    assert len(sent) - 4 == int.from_bytes(sent[:4], "big")


def test_the_question_to_mqtt_counts_its_own_bytes():
    """CONNECT has its length in its second byte, and DISCONNECT follows at once."""
    sent = greetings.OF_SCHEME["mqtt"].sends

    assert (b"\x10", b"\xe0\x00") == (sent[:1], sent[2 + sent[1] :])


def test_a_banner_of_no_letters_is_not_shown():
    """Lengths and flags say nothing to a person, and a run of them is one dot."""
    assert ["", "J.8.0.36.x"] == [greetings.text(data) for data in (b"\0\0\0\x0e\0!", b"J\0\0\0\n8.0.36\0x")]


def test_a_driver_in_a_scheme_changes_nothing():
    """SQLAlchemy writes postgresql+psycopg://."""
    assert greetings.of("postgresql") == greetings.of("postgresql+psycopg")


def test_nobody_greets_a_web_server_or_the_unknown():
    """HTTP has its own probe; what is not known is not spoken to."""
    assert {None} == {greetings.of(scheme) for scheme in (*HTTP, "", "tcp", "gopher")}


@given(st.binary(), st.text())
def test_any_bytes_have_a_protocol_or_none(data, expected):
    """Whatever a server says can be shown on one line."""
    shown = greetings.text(data)

    assert isinstance(greetings.recognised(data, expected), str)
    assert shown.isprintable() or not shown


@pytest.mark.parametrize("page", [b"<!DOCTYPE HTML>\n<html>", b"<html><body>"])
def test_a_bare_page_is_of_a_web_server(page):
    """HTTP/0.9 has no status line, and some servers take PING for it."""
    assert "http" == greetings.recognised(page, "redis")


def test_a_refusal_of_redis_is_in_its_own_words():
    """-ERR is also what POP3 says; who was asked decides."""
    assert "redis" == greetings.recognised(b"-ERR wrong number of arguments\r\n", "redis")
