"""Upstreams: addresses that are wrong or stale, and Unix sockets."""

from __future__ import annotations

import re

from portwise.model.reading import Calling, Lines, Listening
from portwise.read.hints import says
from portwise.read.lead import Lead
from portwise.read.leads.edges import DEV_PROXY, PROXY
from portwise.read.leads.gateway import failed_at, sent_elsewhere, to_itself
from portwise.read.scene import engine, given, lines_of, seen, stated
from portwise.read.text import Text, either

PRIVATE = re.compile(r"\b(?:10|172|192)\.\d{1,3}\.\d{1,3}\.\d{1,3}\b")


def moved(text: Text) -> Lines:
    """What lies behind has another address of that network by now, as the text prints it elsewhere."""
    asks = {one.sign.host: one.lines for one in text.signs(Calling) if one.sign.by == "upstream"}
    nets = {host.rsplit(".", 2)[0] for host in asks if PRIVATE.match(host)}
    other = [line for line in text.lines if not re.search(r"upstream|client:|server\s", line.text)]
    shown = {found for line in other for found in PRIVATE.findall(line.text) if not found.endswith(".1")}
    seen_now = {found for found in shown if found.rsplit(".", 2)[0] in nets}
    lines = tuple(n for host, lines in asks.items() if PRIVATE.match(host) and host not in shown for n in lines)
    return given(seen_now, lines)


LABEL = re.compile(r"(?:loadbalancer\.server\.port|virtual_port|upstream_port|forward port)\W{1,4}(?P<port>\d{2,5})")


def labelled(text: Text) -> Lines:
    """A label tells the proxy a port, and the program says that it waits at another."""
    waits = {one.sign.port for one in text.signs(Listening)}
    told = [found for found in LABEL.finditer(text.folded) if int(found["port"]) not in waits]
    return given(waits, tuple(text.number(found.start()) for found in told))


STALE, UNIX = "gateway-upstream-address-wrong-or-stale", "reverse-proxy-unix-socket-problem"

LEADS = (
    Lead(
        STALE,
        "the proxy does not find the name of its upstream",
        4,
        says(
            r"host not found in upstream|could not be resolved \(\d|no resolver defined to resolve|"
            r"invalid url prefix in \"|invalid port in upstream|unknown .{0,30} variable.{0,20}upstream|"
            r"no (?:such )?host.{0,40}(?:caddy|traefik|reverse_proxy)"
        ),
    ),
    Lead(
        STALE,
        "restarting or reloading the proxy helps",
        2.5,
        lambda t: given(
            t.find(PROXY),
            t.find(
                r"\b(?:re-?start(?:s|ed|ing)?|reload(?:s|ed|ing)?)\b[^\n]{0,30}(?<![a-z])(?:nginx|traefik|haproxy|"
                r"envoy|caddy|"
                r"apache|httpd|(?:the )?(?:reverse )?proxy|gateway|ingress)(?![a-z])|\bnginx -s reload\b|\b(?:nginx|"
                r"proxy|haproxy|traefik) (?:restart|reload)"
            ),
        ),
    ),
    Lead(
        STALE,
        "what lies behind the proxy got another address",
        2,
        lambda t: given(
            t.find(PROXY),
            t.find(
                r"\b(?:old|new|another|different|changed|previous|stale|wrong|other) (?:container )?(?:ip|address|"
                r"upstream|port)\b|\bip (?:address )?(?:of .{0,40} )?(?:changes|changed|is different)\b|"
                r"--force-recreate|\bre-?creat\w+|\bredeploy\w*"
            ),
        ),
    ),
    Lead(STALE, "the proxy cannot route to the address that it remembers", 2.5, lambda t: failed_at(t, "113", "65")),
    Lead(STALE, "what lies behind has another address by now", 3.5, moved),
    Lead(STALE, "the proxy asks for a port at which nothing of the text waits", 3, sent_elsewhere),
    Lead(
        STALE,
        "a proxy in a container is told to ask its own loopback",
        3.5,
        lambda t: given(engine(t) and t.find(PROXY), to_itself(t)),
    ),
    Lead(
        STALE,
        "the port that the proxy should use is told by a label or a variable",
        1.5,
        says(
            r"\bvirtual_port\b|loadbalancer\.server\.port|\bupstream_port\b|traefik\.(?:port|http\.services)|"
            r"\bvirtual_host\b|\bproxy_pass\b.{0,40}\$\{?\w+"
        ),
    ),
    Lead(
        STALE,
        "what lies behind answers when it is asked directly",
        1,
        lambda t: given(
            t.find(PROXY),
            either(
                stated(t, True, "by-ip"),
                t.find(
                    r"\b(?:direct(?:ly)?|bypass\w*|without (?:the )?(?:proxy|nginx|gateway)|"
                    r"straight)\b.{0,60}\b(?:works?|fine|ok|200|good|up|answers?|prints)\b|"
                    r"\bworks?\b.{0,40}\bdirect(?:ly)?\b"
                ),
            ),
        ),
    ),
    Lead(
        STALE,
        "what lies behind does not answer in time",
        -1.5,
        says(r"while reading response header from upstream|upstream request timeout"),
    ),
    Lead(STALE, "it is the dev server's own proxy", -2, says(DEV_PROXY)),
    Lead(
        UNIX,
        "the proxy failed at a Unix socket",
        4.5,
        lambda t: either(
            lines_of(seen(t, "unix upstream failed")),
            t.find(
                r"unix:.{0,120}\b(?:failed|refused|denied|no such file)|\bah0(?:2454|1079)\b|"
                r"fcgi: attempt to connect to unix domain socket|dial unix .{0,80}(?:refused|no such file|denied)"
            ),
        ),
    ),
    Lead(
        UNIX,
        "a Unix socket is configured, and the proxy answers 502",
        2,
        lambda t: given(t.find(r"\b502\b|bad gateway"), lines_of(seen(t, "unix socket"))),
    ),
    Lead(
        UNIX,
        "the socket file is missing or forbidden",
        1.5,
        says(
            r"\.sock(?:et)?\b.{0,80}\b(?:missing|not exist|isn't there|not there|denied|permission|"
            r"not created|not found|gone|exist)|listen\.(?:owner|group|mode)\b|\bchmod \d+ .{0,60}\.sock"
        ),
    ),
    Lead(UNIX, "SELinux denied it", -3, says(r"avc: +denied|setenforce|httpd_can_network_connect|permissive")),
    Lead(STALE, "a label tells the proxy another port than that of the program", 3, labelled),
    Lead(
        STALE,
        "what lies behind the proxy was moved, and the proxy was not told",
        2.5,
        lambda t: given(
            t.find(PROXY),
            t.find(
                r"\b(?:moved|migrated|renamed|relocated)\b[^.\n]{0,60}\b(?:backend|server|app|upstream|ip|host|"
                r"container|service|api)\b",
                r"\bstill (?:had|has|points?|pointed|pointing|uses?|used|using|goes|sends?|connects?|tries|"
                r"trying)\b[^\n]{0,60}(?:\d|old|previous|former)",
            ),
        ),
    ),
)
