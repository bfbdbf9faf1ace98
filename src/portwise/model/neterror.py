"""From a browser's own name of what it met to the word that every client has for it."""

from __future__ import annotations

import re

from portwise.model.outcome import Outcome

UNSAFE = ("ERR_UNSAFE_PORT", "NS_ERROR_PORT_ACCESS_NOT_ALLOWED")
SETTLED = ("ERR_BLOCKED_BY_ADMINISTRATOR", "NS_ERROR_BLOCKED_BY_POLICY")

# net/base/net_error_list.h in Chromium; xpcom/base/ErrorList.py, security/nss and security/manager in Firefox
MET = (
    (r"ERR_(PROXY_)?CONNECTION_REFUSED|ERR_PROXY_CONNECTION_FAILED|NS_ERROR_(PROXY_)?CONNECTION_REFUSED", "refused"),
    (r"ERR_CONNECTION_TIMED_OUT|NS_ERROR_NET_TIMEOUT.*", "timeout"),
    (r"ERR_TIMED_OUT", "hang"),
    (r"ERR_CONNECTION_(RESET|ABORTED)|ERR_SOCKET_NOT_CONNECTED|NS_ERROR_NET_(RESET|INTERRUPT)", "reset"),
    (r"ERR_EMPTY_RESPONSE|NS_ERROR_NET_EMPTY_RESPONSE", "empty"),
    (r"ERR_ADDRESS_UNREACHABLE|ERR_INTERNET_DISCONNECTED|NS_ERROR_OFFLINE", "unreachable"),
    (r"ERR_NETWORK_ACCESS_DENIED", "denied"),
    (r"ERR_ADDRESS_INVALID", "addr-not-avail"),
    (r"ERR_INVALID_ARGUMENT", "invalid"),
    (r"ERR_INVALID_HTTP_RESPONSE", "not-http"),
    (
        r"ERR_CONNECTION_CLOSED|ERR_CONTENT_LENGTH_MISMATCH|ERR_INCOMPLETE_CHUNKED_ENCODING|NS_ERROR_NET_PARTIAL_TRANSFER",
        "truncated",
    ),
    (r"ERR_NAME_NOT_RESOLVED|ERR_NAME_RESOLUTION_FAILED|DNS_PROBE_.*|NS_ERROR_UNKNOWN_HOST", "name-failure"),
    (r"ERR_(SSL|CERT|BAD_SSL)_.*|(SSL|SEC|PR)_ERROR_.*|MOZILLA_PKIX_ERROR_.*", "tls-error"),
    (r"ERR_TOO_MANY_REDIRECTS|NS_ERROR_REDIRECT_LOOP", "connected"),  # it was answered, again and again
)


def met(word: str) -> Outcome:
    """What no network can do is the browser's own doing."""
    found = next((outcome for pattern, outcome in MET if re.fullmatch(pattern, word)), Outcome.BLOCKED_BY_BROWSER.value)
    return Outcome(found)
