"""On which systems a text was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Noted, Platform
from portwise.read.text import Text

# Names of systems, and what only they print.
SHOWS = (
    (
        "macos",
        r"\bmac ?os\b(?: x)?(?: version)?:?[ /]*(?P<version>1\d[\d.]*)?",
        r"\bos x\b|\bdarwin\b|\bmacbook|\bhomebrew\b|\bbrew (?:install|services)|\.local ~ %",
        r"(?<![\w.:/-])(?<!get )(?<!post )(?<!put )(?<!patch )(?<!delete )/users/[a-z_][\w.-]*/|\bfile:///users/",
        r"\btcp46\b|\blo0\b|\ben0\b|\blaunch(?:d|ctl)\b|\bcontrolce\b|\bapple silicon\b|\bosx\b|\bi?macs?\b(?! addr)",
        r"\bm[1-5] (?:pro|max|air|ultra|mini|mac)\b|\biterm2?\b|\bscutil\b",
        r"\bsystem ?settings\b|\bsystem preferences\b",
        r"/opt/homebrew|/applications/|~/library|\bdscacheutil\b|\bnetworksetup\b|\bsystemextensionsctl\b",
        r"\bsocketfilterfw\b",
        r"\berrno[: ]{1,2}-?(?:48|49|51|60|61|65)\b|\bos error (?:48|49|51|60|61|65)\b",
        r"\b(?:sonoma|sequoia|ventura|monterey|big sur|tahoe)\b",
    ),
    (
        "windows",
        r"\bwindows(?: server)? (?P<version>(?:1[01]|7|8(?:\.1)?|20\d\d))\b",
        r"\bwindows (?:laptop|pc|machine|host|box|computer|desktop|user|side|update|version|terminal|service)\b",
        r"\b(?:on|in|under|from|for|my|a|the) windows\b(?! of)",
        r"\b[cd]:\\|\bps [a-z]:\\|\bpowershell\b|\bnetsh\b|\btaskkill\b|\bwsae[a-z]+\b|\bwinerror\b",
        r"\bsocketexception \(100|\bget-nettcpconnection\b|\bmicrosoft windows\b|\bcmd\.exe\b|\bwin(?:32|64)\b",
        r"\bwindows defender\b|\bwin ?(?:xp|7|8(?:\.1)?|10|11)\b|\bw1[01]\b|\b\w+\.exe\b|\bget-net\w+",
        r"\bnew-netfirewall\w+|\bwindows[- ](?:xp|vista|[78]|1[01])\b",
        r"\b(?:unter|auf|mit|sous|en|no|dem) windows\b|\bssms\b",
        r"\btest-netconnection\b|\btnc \S+ -port\b|\bipconfig\b|\bhyper-v\b|\bregedit\b|\bhklm\b|\bwsa startup\b",
    ),
    ("wsl", r"\bwsl ?[12]?\b|microsoft-standard-wsl2|\\\\wsl\$|\.wslconfig|/mnt/c/"),
    (
        "linux",
        r"\b(?:ubuntu|debian|fedora|centos|rhel|opensuse|raspbian)\b[ /]*(?P<version>\d[\d.]*)?",
        r"\b(?:gentoo|nixos|manjaro|pop!?_os|suse|sles|amazon linux|bullseye|bookworm|buster|jammy|focal|noble)\b",
        r"\b(?:lxc|proxmox)\b",
        r"\berrno[: ]{1,2}-?(?:98|99|101|104|110|111|113)\b|\bos error (?:98|99|101|104|110|111|113)\b",
        r"\b(?:red hat|arch linux|alpine|raspberry pi|linux mint|rocky)\b|\blinux\b|\bsystem(?:ctl|d)\b",
        r"\bapt(?:-get)? install|/etc/systemd/|\biptables\b|\bufw\b|\bselinux\b|/home/[\w.-]+/|/proc/",
    ),
    (
        "kubernetes",
        r"\bkubectl\b|\bkubernetes\b|\bk8s\b|\bminikube\b|\bhelm\b|\bk3s\b",
        r"\bkind: (?:service|deployment|pod|ingress)\b|\bpods?\b.*\bnamespace\b",
    ),
    ("docker", r"\bdocker\b|\bdockerfile\b|\bpodman\b|\bcompose\.ya?ml\b|\bcontainers?\b"),
)
PATTERNS = tuple((name, re.compile("|".join(patterns))) for name, *patterns in SHOWS)


def platforms(text: Text) -> Iterator[Noted[Platform]]:
    """Each once, with the first lines that show it; a version where one is told."""
    for name, pattern in PATTERNS:
        lines: list[int] = []
        version = ""
        for found in pattern.finditer(text.folded):
            version = version or found.groupdict().get("version") or ""
            lines.append(text.number(found.start()))
            if len(lines) == 3:
                break
        if lines:
            yield Noted(Platform(name, version), tuple(dict.fromkeys(lines)))


READERS = (platforms,)
