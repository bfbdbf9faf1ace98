"""What speaks for TLS: the wrong scheme, versions and names."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.leads.certificates import EXPIRED, ISSUER, NAME
from portwise.read.signs.statements import fails, works
from portwise.read.text import Text, both, either, unless

PROTOCOL = (
    r"\berr_ssl_version_or_cipher_mismatch\b|\bunsupported protocol\b|\bunsupported_protocol\b|"
    r"\balert protocol version\b|\bprotocol_version\b|\bprotocol version not supported\b|"
    r"\bno protocols available\b|\bno shared cipher\b|\bno cipher match\b|\bno_cipher_match\b|"
    r"\bdh[_ ]key[_ ]too[_ ]small\b|\bee[_ ]key[_ ]too[_ ]small\b|\bca[_ ]md[_ ]too[_ ]weak\b|"
    r"\bunsafe[_ ]legacy[_ ]renegotiation\b|\bssl_error_unsupported_version\b|"
    r"\bssl_error_no_cypher_overlap\b|\bno appropriate protocol\b|\bno cipher suites in common\b|"
    r"\btls_process_(?:ske_dhe|key_exchange)\b|\blegacy[_ ]sigalg\b|\bunsupported signature\b|\bprotocol\s*: "
    r"tlsv1(?:\.1)?\b|\bserver selected unsupported "
    r"protocol\b|\bdoes not support (?:a|"
    r"any) (?:mutually|common)\b|\bsec_e_algorithm_mismatch\b|\bssl_error_protocol_version_alert\b|"
    r"\bunsupported tls\b|\boutdated (?:tls|ssl)\b|\btls 1\.[01]\b|\btlsv1\.[01]?\b.{0,30}\b(?:disabled|"
    r"deprecated|only|not)|"
    r"\binappropriate fallback\b|\bdigital envelope routines\b.{0,40}\bunsupported\b|"
    r"\bhandshake_failure\b|\balert handshake failure\b|\bsslv3 alert handshake failure\b|"
    r"\bwrong ssl version\b|\bseclevel\b|\bsslv3\b.{0,20}\b(?:disabled|only)"
)
PLAIN_SERVER = (
    r"\bcannot determine the frame size\b|\bcorrupted frame was received\b|"
    r"\bwrong version number\b|\bwrong_version_number\b|\bssl_error_rx_record_too_long\b|"
    r"\bserver gave http response to https client\b|\bunrecognized ssl message\b|"
    r"\bunsupported or unrecognized ssl\b|\bpacket length too long\b|\brecord layer failure\b|"
    r"\bplaintext connection\?|"
    r"\binvalidcontenttype\b|\bcorrupt message of type invalidcontenttype\b|"
    r"\bhttp_request\b.{0,20}\bssl routines\b|\bcannot determine the format of the stream\b|"
    r"\bthe handshake failed due to an unexpected packet format\b|\bunexpected packet format\b|"
    r"\bunknown protocol\b.{0,30}ssl|\bssl23_get_server_hello:unknown protocol\b|"
    r"\bgnutls_handshake\(\) failed: an unexpected tls packet\b|"
    r"\bfirst record does not look like a tls handshake\b|\breceived a record with an incorrect length\b"
)
GARBAGE = (
    r"\\x16\\x03|\\u0016\\u0003|\bbad request version\b|\bbad http/0\.9 request type\b|"
    r"\binvalid http request received\b|\binvalid http method\b|\bunsupported http/0\.9\b|"
    r"\byou're accessing the development server over https\b|\binvalid method encountered: b'\\x16|"
    r"\bgot a packet of type 0x16\b"
)
TLS_SERVER = (
    r"\bplain http request was sent to https port\b|\bplaintext http traffic on an https channel\b|\bclient sent "
    r"an http request to an https server\b|"
    r"\bthis combination of host and port requires tls\b|"
    r"\bspeaking plain http to an ssl-enabled server port\b|\bhttp request to (?:an )?https (?:server|"
    r"port)\b|\bhttp/0\.9 when not allowed\b|"
    r"\\x15\\x03|\bmalformed http response\b|\berr_invalid_http_response\b|\bhpe_invalid_constant\b|"
    r"\bparse error: expected http/|\bnot speaking http\b|\bssl routines:.{0,40}:http request\b|"
    r"\bhttp request\b.{0,20}\bssl routines\b|\bthe server requires (?:https|ssl|tls)\b|"
    r"\bnotsslrecordexception\b|\bnot an ssl/tls record\b"
)


def typed_https(text: Text) -> Lines:
    return text.find(r"\bhttps://")


def asked_with_tls(text: Text) -> Lines:
    """A command names a place with https, and nothing in the text names one with http."""
    return unless(text.find(r"\b(?:curl|wget|httpie?)\b[^\n]{0,300}\bhttps://"), text.find(r"\bhttp://"))


SCHEME = (
    Lead(
        "https-to-plain-http",
        "what came back was no TLS but plain HTTP",
        4.5,
        lambda text: unless(
            text.find(PLAIN_SERVER),
            text.find(r"\b(?:handshake error|connection) from\b[^\n]{0,80}first record does not look like\b"),
        ),
    ),
    Lead("https-to-plain-http", "the server got a TLS greeting where it waits for plain HTTP", 4, says(GARBAGE)),
    Lead(
        "https-to-plain-http",
        "with http it works, with https it fails",
        3,
        lambda text: either(
            both(works(text, "http"), fails(text, "https")),
            text.find(
                r"\bhttp:// ?(?:works|is fine|is ok|loads|opens|instead)\b|\b(?:only|just) (?:speaks|serves|supports|"
                r"does) (?:plain )?http\b(?!s)|\bplain http (?:server|works|is ok)\b"
            ),
        ),
    ),
    Lead(
        "https-to-plain-http",
        "https is asked of a server of this machine, and its protocol is wrong",
        1.5,
        lambda text: both(
            text.find(
                r"\berr_ssl_protocol_error\b|\bssl_error_rx_record\w*|\bunable to establish ssl connection\b|"
                r"\bssl_error_syscall\b|\bcan't establish a secure connection\b|\bsecure connection failed\b"
            ),
            text.find(r"\bhttps://(?:localhost|127\.|192\.168|10\.|0\.0\.0\.0|\[::1\]|[\w.-]+:\d{4,5})"),
        ),
    ),
    Lead(
        "https-to-plain-http",
        "the server itself says http",
        0.75,
        lambda text: both(
            typed_https(text),
            text.find(r"\b(?:listening|running|ready|available|started|local:|serving|url:)\b.{0,40}http://"),
        ),
    ),
    Lead("https-to-plain-http", "a certificate was seen, so it is TLS", -2.5, says(EXPIRED, NAME, ISSUER)),
    Lead(
        "https-to-plain-http",
        "http was typed, and something made it https",
        -2,
        says(
            r"\b(?:redirect\w*|upgrad\w+|switch\w*|chang\w+|forc\w+|turn\w*)\b.{0,40}\b(?:to|into) https\b|"
            r"\bhsts\b|\bstrict-transport-security\b|\bupgrade-insecure-requests\b"
        ),
    ),
    Lead("http-to-tls-port", "the server says that it was asked in plain HTTP and wants TLS", 5, says(TLS_SERVER)),
    Lead(
        "http-to-tls-port",
        "with https it works, with http it fails",
        3.5,
        lambda text: either(
            both(works(text, "https"), fails(text, "http")),
            text.find(
                r"\bhttps:// ?(?:works|is fine|is ok|loads|opens|instead)\b|\b(?:only|just) (?:speaks|serves|supports|"
                r"does|listens? (?:on|for)) (?:https|tls)\b|\bhttps only\b"
            ),
        ),
    ),
    Lead(
        "http-to-tls-port",
        "nothing but an empty answer came in plain HTTP from a place that is named with https",
        2.5,
        lambda text: both(
            either(met(text, "empty", "not-http", "reset"), text.find(r"\bempty (?:reply|response)\b")),
            text.find(
                r"\bhttp://(?P<place>[\w.-]{1,60}:\d{2,5})(?!\d)[\s\S]{0,600}\bhttps://(?P=place)(?!\d)",
                r"\bhttps://(?P<place>[\w.-]{1,60}:\d{2,5})(?!\d)[\s\S]{0,600}\bhttp://(?P=place)(?!\d)",
            ),
        ),
    ),
    Lead(
        "http-to-tls-port",
        "plain HTTP is asked of a port that is known for TLS",
        2,
        says(r"\bhttp://[^\s/]+:(?:443|8443|9443|4443|6443|10250|2376|5986|5671|636|993|995|465)\b"),
    ),
    Lead(
        "http-to-tls-port",
        "nothing but an empty answer came, and the server serves TLS",
        1.5,
        lambda text: both(
            unless(
                either(met(text, "empty", "not-http"), text.find(r"\bempty (?:reply|response)\b")), asked_with_tls(text)
            ),
            text.find(
                r"\bhttps\.createserver\b|\bssl_context\b|--ssl-?\w*|--cert\w*\b|\blistenandservetls\b|"
                r"\bserver\.ssl\.|\blistening on https\b|\bhttps://|--https\b|\bkeystore\b|\btls(?:_|-)?cert\w*|"
                r"\bxpack\.security\b"
            ),
        ),
    ),
    Lead("http-to-tls-port", "a certificate was seen", -2, says(EXPIRED, NAME)),
)
VERSION = (
    Lead("tls-version-or-cipher-mismatch", "no version or cipher is shared", 3.5, says(PROTOCOL)),
    Lead(
        "tls-version-or-cipher-mismatch",
        "an old version of TLS, or an old client or server, is spoken of",
        1.5,
        says(
            r"\btls ?v?1\.[012]\b|"
            r"\bssl ?v?[23]\b(?!/v?3|[ _]alert|[ _](?:read|write)|[ _]get)|"  # states and routines of OpenSSL
            r"\bopenssl 3\b|\b(?:windows (?:xp|7|server 200\d|server 2012)|"
            r"java [67]\b|jdk ?1?\.?[67]\b|openssl 1\.0|android [34]|python 2\.7|centos 6|internet explorer|"
            r"ie ?11|idrac|ilo|old (?:printer|switch|router|nas|appliance|server|firmware))\b|"
            r"\bsecurityprotocol\b|\bciphers?\b|\bmin_?protocol\w*|\blegacy (?:server|provider)\b|\btls-min-v\w+|"
            r"\bsignature algorithm\b"
        ),
    ),
    Lead(
        "tls-version-or-cipher-mismatch",
        "the greeting met plain HTTP, or a certificate was seen",
        -2.5,
        lambda text: either(
            text.find(PLAIN_SERVER, TLS_SERVER),
            unless(text.find(EXPIRED, NAME), text.find(r"\bsslv3[_ ]alert[_ ]handshake[_ ]failure\b")),
        ),
    ),
    Lead(
        "tls-version-or-cipher-mismatch",
        "a certificate of the client is asked for, or the name matters",
        -1,
        says(r"\bclient certificates?\b|\bm-?tls\b|\bcertificate required\b|\bunrecognized[ _]name\b|\bsni\b"),
    ),
)
SNI = (
    Lead(
        "tls-sni-mismatch",
        "the name that the client asks for is not known to the server",
        4.5,
        says(
            r"\bunrecognized[ _]name\b|\berr_ssl_unrecognized_name_alert\b|\balert number 112\b|"
            r"\bssl_reject_handshake\b|\bssl_error_unrecognized_name_alert\b|\bmisdirected request\b|"
            r"\bstrict[_ -]?sni\w*|\bno (?:suitable|matching) certificate\b.{0,40}\b(?:sni|name|found|for)\b|"
            r"\bhandshake error\b.{0,80}\bno certificate available for\b"
        ),
    ),
    Lead(
        "tls-sni-mismatch",
        "the name in the greeting is spoken of",
        3,
        says(
            r"\bsni\b|-servername\b|\bserver[ "
            r"_]name[ _]indication\b|\bproxy_ssl_server_name\b|\bproxy_ssl_name\b|"
            r"\bassert_hostname\b|\bservername:"
        ),
    ),
    Lead(
        "tls-sni-mismatch",
        "by name it works, by address it fails",
        2,
        lambda text: both(
            fails(text, "by-ip"), either(works(text, "by-name"), text.find(r"--resolve\b|--connect-to\b|-servername\b"))
        ),
    ),
    Lead(
        "tls-sni-mismatch",
        "another site's or the default certificate comes",
        1.5,
        says(
            r"\b(?:default|wrong|"
            r"other|another|different) (?:site'?s? |vhost'?s? |server'?s? |"
            r"domain'?s? )?cert(?:ificate)?\b|\bfake certificate\b|\btraefik default cert\w*|\bsnakeoil\b|"
            r"\bno peer certificate available\b"
        ),
    ),
    Lead(
        "tls-sni-mismatch",
        "one browser alone meets it",
        -2,
        lambda text: both(
            text.find(r"(?<![a-z])unrecognized[ _]name"),
            text.find(
                r"\bonly (?:in )?chrome\b|\bfirefox\b.{0,20}\b(?:never|works|fine|ok)\b|\bdoh\b|"
                r"\bsecure dns\b|"
                r"\bpi-?hole\b|\bsplit[- ]?(?:dns|horizon)\b"
            ),
        ),
    ),
)
LEADS = (*SCHEME, *VERSION, *SNI)
