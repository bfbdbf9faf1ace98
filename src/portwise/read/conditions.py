"""Under which conditions people say that it works or fails: with which client, from where, with what switched off."""

from __future__ import annotations

from portwise.read import tongues

OFF = (
    r"(?:off|disabled?|disabling|stopp?(?:ed|ing)?|paus(?:ed?|ing)|uninstall(?:ed|ing)?|remov(?:ed|ing)|"
    r"quit(?:ting)?|exit(?:ed|ing)?(?! (?:in|nodes?|server|point|ip|country|location)\b)|turn(?:ed|ing)? off|"
    r"deactivat(?:ed|ing)|shut down|disconnect(?:ed|ing)?)"
)
VPN = (
    r"(?:vpn|anyconnect|globalprotect|zscaler|netskope|cloudflare warp|warp client|wireguard|openvpn|nordvpn|"
    r"tailscale|forticlient|pulse secure|protonvpn|mullvad|expressvpn)"
)
WALL = r"(?:firewall|ufw|firewalld|iptables|nftables|windows defender(?: firewall)?|pf)"
GUARD = (  # products that watch connections
    r"(?:anti-?virus|kaspersky|avast|avg|norton|mcafee|eset|bitdefender|sophos|symantec|crowdstrike|falcon|defender|"
    r"little snitch|lulu|radio silence|malwarebytes|web ?shield|https? scanning|ssl inspection|content filter|"
    r"sentinelone|carbon black|security (?:software|suite)|endpoint protection|fiddler|charles|proxyman|adguard|"
    r"k7|avira|"
    r"g ?data|quick heal|total ?av|zonealarm|comodo|webroot|f-secure|netskope|zscaler|forcepoint|cortex|"
    r"(?:internet|total|ultimate|endpoint|premium|maximum) (?:security|protection)|\bav\b)"
)
EXTENSION = r"(?:extensions?|add-?ons?|ad-?block(?:er)?s?|ublock(?: origin)?|shields?|plugins?|ghostery|privacy badger)"


def off(what: str) -> str:
    """In either order of words: "VPN off", "with the VPN disconnected", "without the VPN", "disabling ufw"."""
    return rf"\b{what}\b.{{0,25}}\b{OFF}\b|\b{OFF}\b.{{0,20}}\b{what}\b|\b(?:without|no)\b.{{0,12}}\b{what}\b"


CONDITIONS = {
    # clients
    "curl": r"\bcurl\b",
    "wget": r"\bwget\b",
    "telnet": r"\btelnet\b|\bnc\b|\bnetcat\b|\btest-netconnection\b|\btnc\b",
    "ssh": r"\bssh\b",
    "ping": r"\bping(?:s|ing|able)?\b",
    "postman": r"\bpostman\b|\binsomnia\b|\bbruno\b|\bhttpie\b",
    "chrome": r"\bchrom(?:e|ium)\b",
    "firefox": r"\bfirefox\b|\bff\b",
    "safari": r"\bsafari\b",
    "edge": r"\bedge\b",
    "brave": r"\bbrave\b",
    "opera": r"\bopera\b|\bvivaldi\b",
    "browser": r"(?<!-)\b(?:web ?)?browsers?\b(?!-)",
    "other-browser": r"\b(?:another|other|different|every other|second) (?:web )?browsers?\b",
    "same-in-all-browsers": r"\b(?:all|any|every|both|each) (?:my |the |of the )?(?:web )?browsers?\b|\bno browser\b",
    "node": r"\bnode(?:\.?js)?\b(?! -\d)|\baxios\b|\bundici\b|\bnpm\b",
    "python": r"\bpython\b|\bhttpx\b|\bpip\b|\brequests\.[a-z]|[`'\"]requests[`'\"]|"
    r"\b(?:import|python|with|via|using) requests\b"
    r"(?! (?:to|from|for|that|which|with|of|in|on|the|like|as|over|at|per)\b)|"
    r"\brequests (?:library|module|lib|package|session|\d)|^\W*requests\W*$",
    "java": r"\bjava\b|\bjvm\b|\bkotlin\b",
    "app": r"\b(?:my|the|our) (?:\w+ )?(?:app|application|program|client|script)\b",
    "terminal": r"\b(?:terminal(?!-)(?:\.app)?|command line|shell|console|iterm2?|powershell|cmd)\b",
    # places
    "here": r"\b(?:on|from|at) (?:the|this|that|my|its) (?:very )?(?:same|own|server|local|host|box|machine|pc|mac)(?: "
    r"(?:machine|box|host|pc|mac|computer|server|itself))?\b|\blocally\b|\bon (?:my|this) (?!other|second|old|"
    r"new)(?:\w+ )?(?:laptop|pc|computer|desktop|imac|macbook)\b|^\W*(?:desktop|pc|laptop|host|mac|server|"
    r"the (?:server|pc|mac|laptop))\W*$|\b(?:server|host|box|machine|pi) itself\b|" + tongues.HERE,
    "elsewhere": r"\b(?:his|her|their|somebody's) (?:\w+ )?(?:computer|laptop|pc|phone|mac|machine)\b|"
    r"(?<!\bby )(?<!\bby the )(?<!\bconnect to )"
    r"\b(?:an?other|other|different|second|remote|any other|2nd) (?:(?!port|browser|user|account)[\w-]+ )?"
    r"(?:machines?|computers?|pcs?|"
    r"laptops?|hosts?|devices?|"
    r"macs?|boxe?s?|clients?|servers?(?! process))\b|\b(?:wife|colleague|co-?worker|friend|teammate|roommate)(?:'s|"
    r"s)?\b|\bremotely\b|"
    r"\b(?:from|on|over|in|across) (?:the |my |our )?(?:lan|local network|home network|network|subnet)\b|\bfrom "
    r"(?:my|the|a) (?:\w+ )?(?:laptop|desktop|"
    r"workstation|tv)\b|\beverybody else\b|\bother people\b|"
    r"\bfrom (?:everywhere|anywhere|elsewhere)\b|\bmachines? elsewhere\b|" + tongues.ELSEWHERE,
    "phone": r"\b(?:phone|tablet|i-?phone|i-?pad|android|smartphone|mobile (?:phone|device)|cell ?phone)s?\b|"
    + tongues.PHONE,
    "outside": r"\bfrom (?:the )?(?:outside|internet|public|home(?!\.\w)|web)\b|\bexternally\b|"
    r"\bpublic (?:ip|address|url|one|name|domain)\b|"
    r"\bwan\b|\bfrom outside\b",
    "other-network": r"\bwithout wi-?fi\b|\bwi-?fi off\b|\b(?:university|campus|office|work|school|company|"
    r"neighbou?r'?s?|hotel|friend'?s|"
    r"parents'?) (?:network|"
    r"wi-?fi|internet|connection|lan|wlan)\b|\b(?:hotspot|tether(?:ed|ing)?|mobile data|cellular|4g|5g|lte)\b|"
    r"\b(?:mobile|cell(?:ular)?|phone'?s?) (?:network|internet|connection|data)\b|"
    r"\b(?:another|different|other) "
    r"(?:network|wi-?fi|connection|isp|internet)\b|\bhome (?:network|wi-?fi|internet)\b|" + tongues.OTHER_NETWORK,
    "other-address": r"\b(?:another|different|other|new|second|changed my|changing (?:my|the)) (?:public "
    r")?(?:source )?ip\b",
    "container": r"\b(?:inside|within|in|into|from) (?:of )?(?:the|a|my|another|any|its)? ?(?:\w+ )?(?:container|"
    r"pod)\b(?! hosts?\b)|\bdocker "
    r"(?:compose )?exec\b|\bkubectl exec\b",
    "host": r"\b(?:from|on) (?:the|my) (?:(?:docker|podman|containers?) )?host\b|\bhost machine\b",
    "by-ip": r"\b(?:by|with|via|using|through|use|using|over|to) (?:the |its |an |my |raw |plain )?(?:\w+(?:'s)? "
    r"){0,2}ip\b(?! ?v)|\bip address\b",
    "by-name": r"\bby (?:host ?)?name\b|\b(?:with|via|using|use) (?:the |its )?(?:host ?name|domain|fqdn|dns name)\b",
    "loopback": r"\blocalhost\b|\b127\.0\.0\.1\b|\bloopback\b|(?<![\w:])::1\b",
    "localhost": r"\blocalhost\b",
    "127.0.0.1": r"\b127\.0\.0\.1\b",
    "lan-address": r"\b(?:192\.168|10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b|\blan (?:ip|address)\b|"
    r"\b(?:local|internal|private) (?:ip|address)\b",
    # conditions
    "vpn-off": off(VPN) + r"|\b(?:off|not on|outside(?: of)?) (?:the |my )?(?:corporate |work |company )?vpn\b",
    "vpn-on": rf"\b(?:with|on|over|when|while|once|as soon as|after|if|connected to|through|via|behind|"
    rf"inside)\b.{{0,30}}\b{VPN}\b"
    rf"(?! (?:off|disabled|disconnected))|\b{VPN}\b.{{0,15}}\b(?:on|active|connected|up|running|enabled)\b",
    "proxy-off": r"--no-?proxy\b|\b(?:unset|unsetting|without|no|bypass(?:ing)?|disabl(?:e|ed|ing)|remov(?:e|ed|"
    r"ing)|turn(?:ed|ing)? off)\b"
    r".{0,25}\bprox(?:y|ies)\b(?! (?:variables?|settings?|vars?|env|configured|set|detected|is|are))|"
    r"\bproxy\b.{0,12}\b(?:off|disabled|unset|removed)\b|\bno_proxy\b|-u http_proxy\b|"
    r"\bproxies=\{",
    "firewall-off": off(WALL),
    "selinux-off": r"\bsetenforce 0\b|\bpermissive\b|\bselinux\b.{0,20}\b(?:off|disabled)\b|\bdisabl\w+ selinux\b",
    "guard-off": off(GUARD),
    "extension-off": off(EXTENSION) + r"|--disable-extensions",
    "private-window": r"\bincognito\b|\bprivate (?:window|mode|browsing|tab|session)\b|\binprivate\b",
    "new-profile": r"\b(?:new|fresh|clean|another|other|different|guest|second) (?:browser |user |chrome |"
    r"firefox )?(?:profile|(?<!\bregister a new )(?<!\bcreate a new )(?<!\badd a new )(?<!\binvite a new )user)\b|"
    r"\bguest (?:mode|window)\b",
    "site-data-cleared": r"\b(?:clear(?:ed|ing)?|delet(?:ed|ing)|unregister(?:ed|ing)?|remov(?:ed|ing)|"
    r"flush(?:ed|ing)?)\b.{0,25}\b"
    r"(?:cookies?|caches?|site data|service ?workers?|browsing data|storage|history)\b",
    "doh-off": r"\b(?:secure dns|doh|dns[ -]over[ -]https|trr)\b.{0,25}\b(?:off|disabled?|disabling)\b|\b(?:off|"
    r"disabl(?:ed?|ing)|without)\b.{0,25}\b(?:"
    r"secure dns|doh|dns[ -]over[ -]https)\b",
    "reboot": r"\breboot(?:s|ed|ing)?\b|\brestart(?:ed|ing)? (?:the |my |of the )?(?:computer|machine|mac|pc|"
    r"laptop|system|windows|os)\b|"
    r"\bpower ?cycl\w+\b",
    "restart": r"\brestart(?:s|ed|ing)? (?!the (?:computer|machine|mac|pc|laptop|system))\b",
    "network-reset": r"\bnetsh (?:winsock|int ip) reset\b|\bwinsock\b|\bnetwork reset\b|\breset(?:ting)? (?:the |"
    r"my )?(?:network|router|adapter|tcp)"
    r"|\b(?:toggl|re-?enabl|disabl\w+ and re-?enabl)\w* (?:the )?(?:wi-?fi|network|adapter|nic)|\brestart(?:ed|"
    r"ing)? (?:the |my )?router\b|"
    r"\bturn(?:ed|ing)? (?:the )?wi-?fi off\b|\bairplane mode\b|\bipconfig /(?:renew|release)\b",
    "update": r"\b(?:since|after|following|from) (?:the |an? |my |i |we |last |latest |yesterday'?s? |this |"
    r"today'?s? )*(?:\w+ ){0,2}"
    r"(?:updat|upgrad)\w*\b",
    "root": r"\bsudo\b|\bas (?:root|admin(?:istrator)?)\b|\belevated\b|\brun as admin",
    "by-hand": r"\bby hand\b|\bmanually\b|\b(?:from|in|on) (?:a |my |the )?(?:command line|shell|terminal)\b|"
    r"\bfrom (?:bash|zsh|ssh)\b",
    "as-service": r"\b(?:as|under|via|through|with|by) (?:a |the )?(?:systemd|systemctl|service|unit|launchd)\b",
    "other-port": r"\b(?:an?other|other|different|any other|all other|every other) ports?\b",
    "http": r"\bhttp://|\b(?:over|via|with|using|plain|on) http\b|\bws://|\b(?:over|via|with|using|plain|on) ws\b",
    "https": r"\bhttps://|\b(?:over|via|with|using|on) (?:https|tls|ssl)\b|"
    r"\bwss://|\b(?:over|via|with|using|on) wss\b",
    "insecure": r"(?<!\S)-k\b|--insecure\b|\bverify ?= ?false\b|node_tls_reject_unauthorized|"
    r"--no-check-certificate|\bskip.{0,12}verif\w+",
    "outside-sandbox": r"\b(?:outside|without) (?:of )?(?:the |its |a |any )?(?:sandbox|agent|snap|flatpak|bwrap|"
    r"jail|confinement)\b",
    "small": r"\b(?:small|tiny|short|little) (?:requests?|files?|pages?|responses?|packets?|payloads?|queries|"
    r"transfers?)\b",
    "large": r"\b(?:large|big|bigger|larger|long|huge) (?:requests?|files?|pages?|responses?|packets?|payloads?|"
    r"queries|uploads?|downloads?|transfers?)\b",
}
