"""Numbers that stand for names: errno, getaddrinfo, Winsock, Chromium, CFNetwork."""

from __future__ import annotations

from portwise.model.record import NamedTuple


class Errno(NamedTuple):
    """A name of errno(3) and its number; None where the system has no such error."""

    name: str
    linux: int | None  # include/uapi/asm-generic/errno.h
    macos: int | None  # xnu bsd/sys/errno.h
    windows: int | None  # winsock2.h; the name there is WSA before ours


ERRNOS = (
    Errno("ECONNREFUSED", 111, 61, 10061),
    Errno("ETIMEDOUT", 110, 60, 10060),
    Errno("ECONNRESET", 104, 54, 10054),
    Errno("ECONNABORTED", 103, 53, 10053),
    Errno("EHOSTUNREACH", 113, 65, 10065),
    Errno("EHOSTDOWN", 112, 64, 10064),
    Errno("ENETUNREACH", 101, 51, 10051),
    Errno("ENETDOWN", 100, 50, 10050),
    Errno("EADDRINUSE", 98, 48, 10048),
    Errno("EADDRNOTAVAIL", 99, 49, 10049),
    Errno("EACCES", 13, 13, 10013),
    Errno("EPERM", 1, 1, None),
    Errno("EINVAL", 22, 22, 10022),
    Errno("ENOPROTOOPT", 92, 42, 10042),
    Errno("EAFNOSUPPORT", 97, 47, 10047),
    Errno("EPIPE", 32, 32, None),
    Errno("ENOTCONN", 107, 57, 10057),
    Errno("EMFILE", 24, 24, 10024),
    Errno("ENFILE", 23, 23, None),
    Errno("ENOBUFS", 105, 55, 10055),
    Errno("ENOMEM", 12, 12, None),
    Errno("ENOSPC", 28, 28, None),
    Errno("ENOENT", 2, 2, None),
    # getaddrinfo(3) has numbers of its own: negative in glibc netdb.h, positive in macOS netdb.h
    Errno("EAI_NONAME", -2, 8, 11001),
    Errno("EAI_AGAIN", -3, 2, 11002),
    Errno("EAI_FAIL", -4, 4, 11003),
    Errno("EAI_NODATA", -5, 7, 11004),
)
WINSOCK_NAMES = {11001: "WSAHOST_NOT_FOUND", 11002: "WSATRY_AGAIN", 11003: "WSANO_RECOVERY", 11004: "WSANO_DATA"}

CHROME = {  # net/base/net_error_list.h
    -3: "ERR_ABORTED", -2: "ERR_FAILED", -4: "ERR_INVALID_ARGUMENT", -7: "ERR_TIMED_OUT", -11: "ERR_NOT_IMPLEMENTED",
    -12: "ERR_INSUFFICIENT_RESOURCES", -13: "ERR_OUT_OF_MEMORY", -15: "ERR_SOCKET_NOT_CONNECTED",
    -20: "ERR_BLOCKED_BY_CLIENT", -21: "ERR_NETWORK_CHANGED", -22: "ERR_BLOCKED_BY_ADMINISTRATOR",
    -27: "ERR_BLOCKED_BY_RESPONSE", -29: "ERR_CLEARTEXT_NOT_PERMITTED", -100: "ERR_CONNECTION_CLOSED",
    -101: "ERR_CONNECTION_RESET", -102: "ERR_CONNECTION_REFUSED", -103: "ERR_CONNECTION_ABORTED",
    -104: "ERR_CONNECTION_FAILED", -105: "ERR_NAME_NOT_RESOLVED", -106: "ERR_INTERNET_DISCONNECTED",
    -107: "ERR_SSL_PROTOCOL_ERROR", -108: "ERR_ADDRESS_INVALID", -109: "ERR_ADDRESS_UNREACHABLE",
    -110: "ERR_SSL_CLIENT_AUTH_CERT_NEEDED", -111: "ERR_TUNNEL_CONNECTION_FAILED",
    -113: "ERR_SSL_VERSION_OR_CIPHER_MISMATCH", -117: "ERR_BAD_SSL_CLIENT_AUTH_CERT",
    -118: "ERR_CONNECTION_TIMED_OUT", -120: "ERR_SOCKS_CONNECTION_FAILED", -130: "ERR_PROXY_CONNECTION_FAILED",
    -137: "ERR_NAME_RESOLUTION_FAILED", -138: "ERR_NETWORK_ACCESS_DENIED", -147: "ERR_ADDRESS_IN_USE",
    -159: "ERR_SSL_UNRECOGNIZED_NAME_ALERT", -176: "ERR_NO_BUFFER_SPACE", -200: "ERR_CERT_COMMON_NAME_INVALID",
    -201: "ERR_CERT_DATE_INVALID", -202: "ERR_CERT_AUTHORITY_INVALID", -206: "ERR_CERT_REVOKED",
    -207: "ERR_CERT_INVALID", -300: "ERR_INVALID_URL", -310: "ERR_TOO_MANY_REDIRECTS", -312: "ERR_UNSAFE_PORT",
    -321: "ERR_INVALID_CHUNKED_ENCODING", -324: "ERR_EMPTY_RESPONSE", -325: "ERR_RESPONSE_HEADERS_TOO_BIG",
    -337: "ERR_HTTP2_PROTOCOL_ERROR", -352: "ERR_HTTP2_PING_FAILED", -354: "ERR_CONTENT_LENGTH_MISMATCH",
    -355: "ERR_INCOMPLETE_CHUNKED_ENCODING", -356: "ERR_QUIC_PROTOCOL_ERROR", -370: "ERR_INVALID_HTTP_RESPONSE",
    -379: "ERR_HTTP_RESPONSE_CODE_FAILURE", -385: "ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS",
    -803: "ERR_DNS_TIMED_OUT",
}  # fmt: skip
SAFARI = {  # Foundation NSURLError.h; above zero CFNetworkErrors.h
    -999: "NSURLErrorCancelled", -1000: "NSURLErrorBadURL", -1001: "NSURLErrorTimedOut",
    -1003: "NSURLErrorCannotFindHost", -1004: "NSURLErrorCannotConnectToHost",
    -1005: "NSURLErrorNetworkConnectionLost", -1006: "NSURLErrorDNSLookupFailed",
    -1007: "NSURLErrorHTTPTooManyRedirects", -1009: "NSURLErrorNotConnectedToInternet",
    -1011: "NSURLErrorBadServerResponse", -1017: "NSURLErrorCannotParseResponse",
    -1022: "NSURLErrorAppTransportSecurityRequiresSecureConnection", -1200: "NSURLErrorSecureConnectionFailed",
    -1201: "NSURLErrorServerCertificateHasBadDate", -1202: "NSURLErrorServerCertificateUntrusted",
    -1203: "NSURLErrorServerCertificateHasUnknownRoot", -1204: "NSURLErrorServerCertificateNotYetValid",
    -1205: "NSURLErrorClientCertificateRejected", -1206: "NSURLErrorClientCertificateRequired",
    306: "kCFErrorHTTPProxyConnectionFailure", 310: "kCFErrorHTTPSProxyConnectionFailure",
}  # fmt: skip


def numbered(number: int) -> tuple[Errno, ...]:
    """Every errno that has this number on some system; Linux first."""
    hits = [e for e in ERRNOS if number in (e.linux, e.macos, e.windows)]
    return tuple(sorted(hits, key=lambda e: (e.linux != number, e.macos != number)))


def told(name: str) -> str:
    """The numbers of an errno, in words: ``111 on Linux, 61 on macOS, 10061 on Windows``."""
    for e in ERRNOS:
        if e.name == name:
            windows = f"Windows ({WINSOCK_NAMES.get(e.windows or 0, f'WSA{name}')})"
            systems = (("Linux", e.linux), ("macOS", e.macos), (windows, e.windows))
            return ", ".join(f"{number} on {system}" for system, number in systems if number is not None)
    return ""
