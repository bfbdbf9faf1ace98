"""Every error, state, number and term that guides to connection problems name has a page, and the right one."""

import pytest

from portwise.app.explain import explain
from portwise.model.page import Page
from portwise.words.lookup import meanings

ERRNO = {
    "refused": "ECONNREFUSED 111 61 10061 WSAECONNREFUSED",
    "timeout": "ETIMEDOUT 110 60 10060 WSAETIMEDOUT",
    "unreachable": "EHOSTUNREACH 113 65 10065 WSAEHOSTUNREACH ENETUNREACH 101 51 10051 WSAENETUNREACH",
    "denied": "EACCES 13 10013 EPERM",
    "invalid": "EINVAL ENOPROTOOPT",
    "addr-not-avail": "EADDRNOTAVAIL 99 49 10049 EAFNOSUPPORT",
    "reset": "ECONNRESET 104 54 10054 EPIPE",
    "name-failure": "EAI_NONAME EAI_AGAIN 11001 11002",
    "bind-EADDRINUSE": "EADDRINUSE 98 48 10048",
}
CHROME = {
    "refused": "ERR_CONNECTION_REFUSED -102",
    "timeout": "ERR_CONNECTION_TIMED_OUT -118",
    "hang": "ERR_TIMED_OUT -7",
    "unreachable": "ERR_ADDRESS_UNREACHABLE -109 ERR_INTERNET_DISCONNECTED -106",
    "denied": "ERR_NETWORK_ACCESS_DENIED -138",
    "invalid": "ERR_INVALID_ARGUMENT ERR_NOT_IMPLEMENTED",
    "addr-not-avail": "ERR_ADDRESS_INVALID -108",
    "reset": "ERR_CONNECTION_RESET -101 ERR_SOCKET_NOT_CONNECTED",
    "empty": "ERR_EMPTY_RESPONSE -324",
    "truncated": "ERR_CONNECTION_CLOSED -100 ERR_CONTENT_LENGTH_MISMATCH -354 ERR_INCOMPLETE_CHUNKED_ENCODING -355",
    "not-http": "ERR_INVALID_HTTP_RESPONSE -370",
    "tls-error": "ERR_SSL_PROTOCOL_ERROR -107 ERR_CERT_DATE_INVALID -201 ERR_CERT_COMMON_NAME_INVALID -200 "
    "ERR_CERT_AUTHORITY_INVALID -202 ERR_SSL_VERSION_OR_CIPHER_MISMATCH -113 ERR_SSL_UNRECOGNIZED_NAME_ALERT "
    "ERR_BAD_SSL_CLIENT_AUTH_CERT",
    "name-failure": "ERR_NAME_NOT_RESOLVED -105 DNS_PROBE_FINISHED_NXDOMAIN",
    "invalid-url": "ERR_INVALID_URL",
    "blocked-by-browser": "ERR_UNSAFE_PORT -312 ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS -385 ERR_BLOCKED_BY_CLIENT",
    "http-3xx": "ERR_TOO_MANY_REDIRECTS -310",
}
FIREFOX = {
    "refused": "NS_ERROR_CONNECTION_REFUSED NS_ERROR_PROXY_CONNECTION_REFUSED",
    "timeout": "NS_ERROR_NET_TIMEOUT",
    "unreachable": "NS_ERROR_OFFLINE",
    "reset": "NS_ERROR_NET_RESET",
    "truncated": "NS_ERROR_NET_PARTIAL_TRANSFER",
    "tls-error": "SSL_ERROR_RX_RECORD_TOO_LONG PR_END_OF_FILE_ERROR PR_CONNECT_RESET_ERROR "
    "SEC_ERROR_EXPIRED_CERTIFICATE "
    "MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE SSL_ERROR_BAD_CERT_DOMAIN SEC_ERROR_UNKNOWN_ISSUER "
    "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT SSL_ERROR_UNSUPPORTED_VERSION SSL_ERROR_NO_CYPHER_OVERLAP "
    "SSL_ERROR_UNRECOGNIZED_NAME_ALERT SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT",
    "name-failure": "NS_ERROR_UNKNOWN_HOST",
    "blocked-by-browser": "NS_ERROR_PORT_ACCESS_NOT_ALLOWED",
    "http-3xx": "NS_ERROR_REDIRECT_LOOP",
}
NODE = {
    "refused": "ECONNREFUSED AggregateError",
    "timeout": "ETIMEDOUT UND_ERR_CONNECT_TIMEOUT",
    "hang": "UND_ERR_HEADERS_TIMEOUT",
    "empty": "UND_ERR_SOCKET",
    "truncated": "terminated",
    "not-http": "HPE_INVALID_CONSTANT",
    "tls-error": "ERR_SSL_WRONG_VERSION_NUMBER CERT_HAS_EXPIRED CERT_NOT_YET_VALID ERR_TLS_CERT_ALTNAME_INVALID "
    "DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE "
    "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION ERR_SSL_TLSV1_UNRECOGNIZED_NAME",
    "name-failure": "ENOTFOUND EAI_AGAIN",
    "invalid-url": "ERR_INVALID_URL ERR_SOCKET_BAD_PORT",
}
PYTHON = {
    "refused": "ConnectionRefusedError ProxyError",
    "timeout": "TimeoutError",
    "reset": "ConnectionResetError",
    "empty": "RemoteDisconnected",
    "truncated": "IncompleteRead",
    "not-http": "BadStatusLine",
    "tls-error": "CERTIFICATE_VERIFY_FAILED WRONG_VERSION_NUMBER UNEXPECTED_EOF_WHILE_READING "
    "TLSV1_ALERT_PROTOCOL_VERSION TLSV1_UNRECOGNIZED_NAME",
    "name-failure": "socket.gaierror",
    "invalid-url": "OverflowError",
}
OTHERS = {
    "refused": "ConnectException ERR_PROXY_CONNECTION_FAILED 306 -1004",
    "timeout": "SocketTimeoutException -1001",
    "unreachable": "NoRouteToHostException -1009",
    "reset": "SocketException -1005",
    "empty": "EOF",
    "not-http": "-1017",
    "tls-error": "SSLException SSLHandshakeException -1200 -1202 -1205 -1206",
    "name-failure": "UnknownHostException -1003",
    "invalid-url": "IllegalArgumentException",
    "bind-EADDRINUSE": "BindException",
    "http-3xx": "-1007",
}
STATUSES = {"http-5xx": "500 502 503 504 520 521 522 523 524 525 526 530", "http-4xx": "400 403 404 407 421 426 431"}
TABLES = (ERRNO, CHROME, FIREFOX, NODE, PYTHON, OTHERS, STATUSES)

PHRASES = {
    "connect: connection refused": "refused",
    "Unable to connect": "refused",
    "can't connect to the server": "refused",
    "This site can't be reached": "refused",
    "proxyconnect tcp": "refused",
    "i/o timeout": "timeout",
    "Read timed out": "hang",
    "context deadline exceeded": "hang",
    "0 bytes received": "hang",
    "no route to host": "unreachable",
    "Destination Host Unreachable": "unreachable",
    "network is unreachable": "unreachable",
    "permission denied": "denied",
    "operation not permitted": "denied",
    "invalid argument": "invalid",
    "protocol not available": "invalid",
    "cannot assign requested address": "addr-not-avail",
    "address family not supported": "addr-not-avail",
    "connection reset by peer": "reset",
    "socket hang up": "empty",
    "other side closed": "empty",
    "Unexpected end of file from server": "empty",
    "unexpected EOF": "truncated",
    "malformed HTTP response": "not-http",
    "wrong version number": "tls-error",
    "server gave HTTP response to HTTPS client": "tls-error",
    "before secure TLS connection was established": "tls-error",
    "x509: certificate has expired": "tls-error",
    "x509: certificate is valid for": "tls-error",
    "x509: certificate signed by unknown authority": "tls-error",
    "PKIX path building failed": "tls-error",
    "Hostname mismatch": "tls-error",
    "certificate required": "tls-error",
    "tls: unrecognized name": "tls-error",
    "protocol version not supported": "tls-error",
    "no such host": "name-failure",
    "server misbehaving": "name-failure",
    "bad port": "blocked-by-browser",
    "restricted network port": "blocked-by-browser",
    "invalid port": "invalid-url",
    "stopped after 10 redirects": "http-3xx",
    "bind: address already in use": "bind-EADDRINUSE",
    "Address already in use: bind": "bind-EADDRINUSE",
    "Failed to listen on port 61999": "bind-EADDRINUSE",
    "Failed to bind to port 619009": "bind-EADDRINUSE",
    "bind: permission denied": "bind-EACCES",
    "listen EACCES": "bind-EACCES",
    "listen EADDRNOTAVAIL": "bind-EADDRNOTAVAIL",
    "listen EPERM": "bind-EPERM",
    "(111: Connection refused) while connecting to upstream": "http-5xx",
    "upstream timed out (110: Connection timed out) while reading response header": "http-5xx",
    "upstream prematurely closed connection": "http-5xx",
    "recv() failed (104: Connection reset by peer)": "http-5xx",
    "(2: No such file or directory) while connecting to upstream": "http-5xx",
    "(22: Invalid argument) while connecting to upstream": "http-5xx",
    "could not be resolved": "http-5xx",
    "SSL_do_handshake() failed": "http-5xx",
    "host not found in upstream": "start-failure",
    "upstream connect error or disconnect/reset before headers": "http-5xx",
    "delayed connect error: 111": "http-5xx",
    "UF": "http-5xx",
    "URX": "http-5xx",
    "ERR_NGROK_8012": "http-5xx",
}
CURL = {
    1: "not-http", 3: "invalid-url", 5: "name-failure", 6: "name-failure", 7: "refused", 18: "truncated", 28: "timeout",
    35: "tls-error", 47: "http-3xx", 52: "empty", 56: "reset", 60: "tls-error",
}  # fmt: skip
STATES = """
LISTEN LISTENING ESTABLISHED ESTAB SYN_SENT SYN-SENT SYN_RCVD SYN-RECV FIN_WAIT1 FIN_WAIT2 FIN-WAIT-2
CLOSE_WAIT CLOSE-WAIT LAST_ACK CLOSING TIME_WAIT TIME-WAIT CLOSED T t D Z S R SN Ss
"""
TERMS = """
localhost; loopback; 127.0.0.1; ::1; 0.0.0.0; lo; IPv4; IPv6; tcp46; backlog; listen backlog; zombie; orphan
suspended; stopped; ephemeral port; dynamic port; registered ports; well-known ports; privileged port; port
port number; socket; UDP; SYN; SYN-ACK; ACK; RST; FIN; three-way handshake; four-way handshake; SO_REUSEADDR
SO_REUSEPORT; keep-alive; NAT; bridged; DNS; DoH; hosts; /etc/hosts; dig; nslookup; flush DNS; proxy
HTTP_PROXY; HTTPS_PROXY; http_proxy; NO_PROXY; no_proxy; PAC; HSTS; CORS; cookies; incognito; service worker
Local Network Access; BlockInsecurePrivateNetworkRequests; macOS Local Network; unsafe port; VPN; firewall
iptables; nftables; ufw; firewalld; pf; Windows Defender Firewall; REJECT; DROP; antivirus; SELinux; AppArmor
AVC; sandbox; SIGTERM; SIGINT; SIGKILL; kill -9; killall; taskkill; graceful shutdown; PID; file descriptor
ulimit; OOM; conntrack; HMR; websocket; WSL; WSL2; VM; Docker; container; Kubernetes; ingress; minikube
network namespace; AirPlay; systemd; systemctl; svchost; reverse proxy; upstream; gateway; API gateway
AI gateway; LLM gateway; nginx; Envoy; HAProxy; Cloudflare; CDN; ngrok; SSL; TLS; HTTPS; SNI; certificate
ssh -L; MCP; Model Context Protocol; ping; ICMP; lsof; netstat; ss; nmap; tcpdump; Wireshark; curl; redirect
"""
PORTS = (
    20, 21, 22, 23, 25, 53, 80, 443, 587, 993, 1023, 1024, 1234, 3000, 3001, 3002, 3003, 3099, 3306, 3389,
    5000, 5001, 5173, 5432, 6379, 7000, 8000, 8001, 8080, 8099, 8901, 9000, 9099, 11434, 30000, 49151, 49152,
    51234, 61999, 62000, 65535, 619009,
)  # fmt: skip


def named(tables):
    return [
        pytest.param(word, outcome, id=f"{word}={outcome}")
        for table in tables
        for outcome, words in table.items()
        for word in words.split()
    ]


def outcomes(word):
    """What the likeliest meaning of a word can end in."""
    found = meanings(word)
    return found[0].outcomes if found else ()


@pytest.mark.parametrize("word, outcome", named(TABLES))
def test_every_name_and_number_tells_its_outcome(word, outcome):
    """The likeliest outcome of what a client says comes first, whatever client it was."""
    assert outcome == next(iter(outcomes(word)), None)


@pytest.mark.parametrize("text, outcome", PHRASES.items())
def test_every_phrase_tells_its_outcome(text, outcome):
    """Sentences of clients, servers and gateways are known as well as codes."""
    assert outcome == next(iter(outcomes(text)), None)


@pytest.mark.parametrize("number, outcome", CURL.items())
def test_every_exit_of_curl_tells_its_outcome(number, outcome):
    """curl exits with one number for several events; the likeliest comes first."""
    assert outcome == next(iter(outcomes(f"curl {number}")), None)


@pytest.mark.parametrize("word", STATES.split())
def test_every_state_has_a_page(word):
    """States are found in the spelling of ss, netstat, lsof and ps."""
    assert meanings(word)[0].kind in ("state", "process state")


@pytest.mark.parametrize("word", [word.strip() for line in TERMS.strip().splitlines() for word in line.split(";")])
def test_every_term_has_a_page(word):
    """A term is explained in sentences of its own."""
    page = explain(word)

    assert isinstance(page, Page)
    assert page.prose


@pytest.mark.parametrize("number", PORTS)
def test_every_port_has_a_page(number):
    """A bare number that is better known as a port is one."""
    assert f"port {number}" == meanings(str(number))[0].word
