"""What speaks for rules of NAT and lists of banned addresses."""

from __future__ import annotations

from portwise.read.hints import met, only_from_here, says, waits_and_refused
from portwise.read.lead import Lead
from portwise.read.signs.statements import fails, works
from portwise.read.text import both, either

NAT = (
    Lead(
        "nat-redirect-hijack",
        "a rule rewrites where connections go",
        4,
        says(
            r"^\s*-a (?:prerouting|output|\w*nat\w*|docker)\b.{0,160}-j (?:dnat|redirect)\b",
            r"\bredirect(?:s|ed)? "
            r"(?:to :|ports? )\d",
            r"\bdnat (?:ip )?to\b|\bto:\d+\.\d+\.\d+\.\d+(?::\d+)?",
            r"^\s*rdr (?:pass )?(?:on|inet|proto)\b",
            r"\bredir ports \d+",
            r"\b(?:prerouting|"
            r"output)\b.{0,60}\b(?:redirect|dnat)\b",
            r"\bportproxy (?:show|add)\b",
            r"\blisten on ipv4:\s+connect to "
            r"ipv4:",
            r"-j redirect --to-ports?\b",
            r"\biptables -t nat -a\b",
        ),
    ),
    Lead(
        "nat-redirect-hijack",
        "a server waits on every address of that port, and yet it is refused",
        2,
        waits_and_refused,
    ),
    Lead(
        "nat-redirect-hijack",
        "connections land elsewhere, and rules of NAT are spoken of",
        3,
        lambda text: both(
            text.find(r"\bprerouting\b|\bdnat\b|\bredirect rules?\b|\bport ?proxy\b|\brdr\b|\bnat rules?\b"),
            text.find(
                r"\b(?:lands?|ends? up|goes|go|arrives?|routed|sent|answered)\b (?:\w+ ){0,3}(?:in|on|at|to|"
                r"by)\b"
            ),
        ),
    ),
    Lead(
        "nat-redirect-hijack",
        "people say that something redirects the port",
        2,
        says(
            r"\bnode ?port\b[^\n]{0,200}\b(?:instead|still listen\w*|log stays empty|same port)\b|\b(?:instead of|"
            r"still listen\w*|"
            r"stays empty)\b[^\n]{0,200}\bnode ?port\b",
            r"\b(?:iptables|nftables|nat|pf|port) (?:redirect\w*|rules?|forward\w*)\b.{0,80}\b(?:old|left ?over|"
            r"forgot|still|remaining|stale|months ago|long ago|another|wrong|different)",
            r"\bleft (?:some|a|its|behind)\b.{0,20}\b(?:rule|redirect|forward)",
            r"\b(?:old|left ?over|forgotten|stale|forgot)\b.{0,40}\b(?:redirect|nat rule|dnat|port ?proxy|"
            r"prerouting|rdr|iptables rule)",
            r"\bnode ?port\b.{0,60}\b(?:same port|conflict|clash|took|grabs|hijack)",
            r"\bkube-(?:nodeports|proxy|services)\b.{0,80}\b(?:dnat|redirect|hijack)",
        ),
    ),
    Lead(
        "nat-redirect-hijack",
        "it goes otherwise from here than from elsewhere, and rules of NAT are spoken of",
        1,
        lambda text: both(
            text.find(r"\bdnat\b|\bt(?:able)? nat\b|-t nat\b|\bportproxy\b|\bprerouting\b|\brdr\b"),
            either(only_from_here(text), fails(text, "loopback"), works(text, "elsewhere")),
        ),
    ),
)
BAN = (
    Lead(
        "ban-or-port-knock-block",
        "a jail or a list holds addresses",
        3.5,
        says(
            r"(?<!, )(?<!and )\bfail2ban\b|\bfail2ban\b(?![,.;]|\s*$| and \w+\b)|"
            r"\bcrowdsec\b|\bsshguard\b|\bdenyhosts\b|\bf2b-[\w-]+|\bcscli decisions?\b|"
            r"\bbanned ip list\b|\bhosts\.deny\b|\bcsf -[gd]\b|\blfd\b|\bbanip\b|\bunbanip\b|\bblocked by imunify|"
            r"\bip2ban\b",
            r"\bnotice\s+\[[\w-]+\] (?:ban|found) ",
        ),
    ),
    Lead(
        "ban-or-port-knock-block",
        "a sequence of knocks opens the port",
        4,
        says(
            r"\bknockd?\b.{0,80}\b(?:port|"
            r"sequence|ssh|open)|\bport[- ]?knock\w*|\bfwknop\b|\bknock\.conf\b"
        ),
    ),
    Lead(
        "ban-or-port-knock-block",
        "rules count connections of one address",
        3,
        says(
            r"-m recent\b|\brecent: "
            r"(?:update|check|set)\b|--hitcount\b|\bmeter \w+|\bct count over\b|"
            r"\bconnlimit\b|\blimit rate over\b|\bufw limit\b|\blimit in\b"
        ),
    ),
    Lead(
        "ban-or-port-knock-block",
        "from another address it works at the same time",
        2.5,
        lambda text: both(
            works(text, "other-address", "other-network", "vpn-on", "elsewhere"),
            either(fails(text, "here", "ssh", "browser", "app"), met(text, "timeout", "refused", "reset")),
            text.find(
                r"\b(?:my|our|this|one|home|office|static) (?:public |own )?ip\b|\bbann?\w*\b|\bblock(?:ed|list)\w*|"
                r"\bfailed (?:log ?ins?|attempts|passwords?)|\bwrong password|\btoo many\b|\bfail2ban\b|"
                r"\bpasswords?\b.{0,20}\bwrong\b"
            ),
        ),
    ),
    Lead(
        "ban-or-port-knock-block",
        "a whole office is kept out, and from another network it works",
        2,
        lambda text: both(
            works(text, "other-network", "phone"),
            text.find(
                r"\b(?:nobody|no ?one|everybody|everyone|all of us|colleagues|customers)\b.{0,40}\boffice\b|"
                r"\bour (?:whole )?office\b"
            ),
        ),
    ),
    Lead(
        "ban-or-port-knock-block",
        "it began after wrong passwords or many attempts",
        2,
        says(
            r"\bmistyped\b.{0,40}\b(?:pass\w+|log ?in)",
            r"\b(?:after|since|following)\b.{0,60}\b(?:wrong|failed|bad|mistyped|incorrect|too many|several|"
            r"multiple|repeated|few)\b.{0,30}\b(?:log ?ins?|passwords?|attempts?|tries|connections)\b",
            r"\bpasswords?\b.{0,20}\b(?:wrong|incorrect\w*|mistyped)\b",
            r"\bafter\b.{0,40}\b(?:load test|port ?scan|nmap|crawl\w*|brute|stress test|many requests)\b",
            r"\b(?:ten|fifteen|thirty|5|10|15|30|60) minutes\b.{0,30}\b(?:works?|back|open|let) (?:me |us "
            r")?(?:again|in)\b",
            r"\b(?:an?|one|two|some|a few) (?:hours?|minutes?|while) later\b.{0,40}\bagain\b",
            r"\bworks? again (?:after|in)\b.{0,30}\b(?:10|15|30|60|ten|fifteen|an hour|minutes|hour)",
        ),
    ),
)
LEADS = (*NAT, *BAN)
