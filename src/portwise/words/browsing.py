"""Terms of the rules that only browsers have."""

from __future__ import annotations

from portwise.words.entry import Term

BROWSERS = (
    Term(
        ("HSTS", "Strict-Transport-Security"),
        "the browser was told to use https only",
        (
            (
                "A server said so once with Strict-Transport-Security, and the browser turns http into https before "
                "anything is sent. HSTS knows no ports: one server on localhost can break all others there. Delete "
                "the entry in chrome://net-internals/#hsts."
            ),
        ),
        ("tls-error",),
        ("hsts-or-bad-redirect",),
        ("RFC 6797",),
    ),
    Term(
        ("CORS", "Access-Control-Allow-Origin", "preflight", "same-origin policy"),
        "which pages may read an answer",
        (
            (
                "The request was sent and answered; the browser keeps the answer from the page, because the server "
                "did not name the page's origin. curl has no such rule. Ports count: localhost:3000 and "
                "localhost:5001 are two origins. The console names CORS also when the server could not be reached at "
                "all: look at the network tab."
            ),
        ),
        ("blocked-by-browser",),
        ("cors-blocked",),
        ("https://fetch.spec.whatwg.org/#http-cors-protocol",),
    ),
    Term(
        (
            "Local Network Access",
            "LNA",
            "Private Network Access",
            "PNA",
            "BlockInsecurePrivateNetworkRequests",
            "loopback address space",
        ),
        "a public page asks for your machine or network",
        (
            (
                "Chrome asks the person first. Without permission the page's request to localhost or a private "
                "address fails, while the same address typed in by hand works, and so does curl."
            ),
        ),
        ("blocked-by-browser",),
        ("browser-local-network-access",),
        ("https://wicg.github.io/local-network-access/",),
    ),
    Term(
        ("macOS Local Network", "Local Network permission", "local network privacy", "TN3179"),
        "macOS asks before a program may speak to your network",
        (
            (
                "Since macOS 15. It is about addresses of the local network, not about loopback, and a denied program "
                "meets EHOSTUNREACH, not a refusal. Tools run in Terminal and Safari are exempt."
            ),
        ),
        ("unreachable",),
        ("macos-local-network-privacy",),
        ("Apple TN3179",),
    ),
    Term(
        ("unsafe port", "blocked port", "bad port", "restricted port"),
        "browsers refuse some ports to every page",
        (
            (
                "A fixed list of ports of old protocols (SMTP, IRC, X11, SIP and others), on localhost too. curl "
                "works. Use another port."
            ),
        ),
        ("blocked-by-browser",),
        ("browser-blocked-port",),
        ("https://fetch.spec.whatwg.org/#port-blocking",),
    ),
    Term(
        ("browser cache", "service worker", "cookies", "incognito", "private window"),
        "what a browser remembers of a site",
        (
            (
                "Remembered redirects, service workers and cookies outlive the server that set them; a private window "
                "starts without. A refused connection is never remembered."
            ),
        ),
        ("wrong-content", "http-4xx", "http-3xx"),
        ("browser-cached-state", "browser-profile-or-version-fault"),
    ),
    Term(
        ("TLS", "SSL", "HTTPS", "certificate", "SSL certificate", "mkcert", "SNI", "openssl s_client"),
        "encryption, and the proof of who answers",
        (
            (
                "It begins after TCP has connected, so nothing about a certificate can refuse a connection; only a "
                "TLS server that did not start can. https to a plain port and http to a TLS port each fail in their "
                "own way."
            ),
        ),
        ("tls-error",),
        (
            "https-to-plain-http",
            "http-to-tls-port",
            "certificate-untrusted",
            "certificate-expired-or-clock-skew",
            "certificate-hostname-mismatch",
            "tls-configuration-breaks-server",
        ),
        ("RFC 8446",),
    ),
)
