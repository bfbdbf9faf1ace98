"""Programs on this machine that look into connections: virus scanners, company agents, debugging proxies."""

from __future__ import annotations

import os
import re

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import AGENTS

# As their makers call them on Linux and macOS, and whose they are
MAKERS = {
    "falcon-sensor": "CrowdStrike",
    "falcond": "CrowdStrike",
    "ds_agent": "Trend Micro",
    "mfetpd": "Trellix",
    "sentinelone-agent": "SentinelOne",
    "s1-agent": "SentinelOne",
    "cbagentd": "Carbon Black",
    "wdavdaemon": "Microsoft Defender",
    "kesl": "Kaspersky",
    "klnagent": "Kaspersky",
    "oaeventd": "ESET",
    "sophosd": "Sophos",
    "sophos_watchdog": "Sophos",
    "bdsecd": "Bitdefender",
    "stAgentSvc": "Netskope",
    "nsclient": "Netskope",
    "ZSTunnel": "Zscaler",
    "zstunnel": "Zscaler",
    "acumbrellaagent": "Cisco Umbrella",
    "warp-svc": "Cloudflare",
    "adguard-cli": "AdGuard",
    "mitmproxy": "mitmproxy",
    "mitmdump": "mitmproxy",
    "mitmweb": "mitmproxy",
    "charles": "Charles",
    "burpsuite": "Burp",
    "proxyman": "Proxyman",
    "zap.sh": "ZAP",
}
# The program itself, or a script that an interpreter was given first
WORDS = rf"^(?:[^\0]*\0)?(?:[^\0]*/)?(?:{'|'.join(map(re.escape, MAKERS))})(?:\0|$)"
SOURCE = "/proc/PID/cmdline, ps -eo args"


def agents(host: Host, _: Evidence, __: str) -> tuple[str, ...]:
    """Their makers; who ends meanwhile is none any more."""
    found = set()
    for pid in host.running(WORDS):
        try:
            words = host.command(pid)[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        found |= {MAKERS[name] for name in map(os.path.basename, words) if name in MAKERS}
    return tuple(sorted(found))


KNOWING = Collector(AGENTS, Cost.SLOW, SOURCE, "ps -eo args", each(agents, SOURCE, "ps -eo args"))
