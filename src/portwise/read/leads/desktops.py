"""What only Windows, WSL and macOS do to a port."""

from __future__ import annotations

from portwise.model.reading import Failure, Lines, Set
from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.scene import asked, engine, given, lines_of, on, seen, stated
from portwise.read.text import Text, both, either, unless

RESERVED, DRIVER, AIRPLAY = "windows-excluded-port-range", "windows-http-sys-owns-port", "macos-airplay-receiver"
RELAY, MIRRORED = "wsl2-localhost-forwarding-broken", "wsl2-mirrored-mode-loopback"

FORBIDDEN = (
    r"forbidden by its access permissions|\b10013\b|\bwsaeacces\b|zugriffsrechte|autorisations? d'acc|"
    r"permisos de acceso|accès aux sockets"
)
WINDOWS = r"\bwindows\b|\bwin ?1[01]\b|\bpowershell\b|\bwsl\b|\bhyper-v\b|\bnetstat -ano\b|\bnetsh\b|\bc:\\"
WSL = r"\bwsl ?[12]?\b|microsoft-standard|\.wslconfig|wsl\$|\bwslrelay\b"
LOCALHOST_WORKS = (
    r"\b(?:only|just) (?:from|at|on|via|through|by|with) localhost\b|"
    r"\b(?:from|at|on|via|through) localhost (?:only|alone|(?:it )?works)\b|"
    r"\blocalhost (?:itself )?(?:works|is fine|is ok|loads|opens)\b(?! not\b)"
)
DENIED = (
    r"listen eacces|bind.{0,60}(?:permission denied|access)|eacces: permission denied|"
    r"\(13\)permission denied|permission denied.{0,40}(?:bind|listen|socket)|"
) + FORBIDDEN


def in_range(text: Text) -> Lines:
    """The port that fails lies in a range that Windows has reserved."""
    return lines_of(
        one
        for one in seen(text, "excluded range")
        for first, last in [map(int, one.sign.value.split("-"))]
        if any(first <= port <= last for port in asked(text))
    )


def high(text: Text) -> bool:
    """What was denied is above the ports that need a privilege elsewhere."""
    ports = {one.sign.port for one in text.signs(Failure) if one.sign.outcomes[0] == "bind-EACCES" and one.sign.port}
    return not ports or max(ports) >= 1024


def mirrored(text: Text) -> Lines:
    told = [
        one
        for one in text.signs(Set)
        if one.sign.name.lower() == "networkingmode" and "mirror" in one.sign.value.lower()
    ]
    return either(
        tuple(n for one in told for n in one.lines),
        text.find(
            r"\bnetworkingmode ?[=:] ?\"?mirrored|\bmirrored[- ](?:networking|mode|network)|"
            r"\bnetworking mode\b.{0,20}\bmirrored|\bmirrored\b.{0,40}\bwsl|\bwsl\b.{0,60}\bmirrored"
        ),
    )


def driver_at(text: Text) -> Lines:
    """Process 4 listens at the port that fails."""
    return lines_of(
        one
        for one in (*seen(text, "system listens"), *seen(text, "registered url"))
        if not asked(text) or not one.sign.value or int(one.sign.value) in asked(text)
    )


LEADS = (
    Lead(RESERVED, "the port lies in a range that Windows has reserved", 5, in_range),
    Lead(
        RESERVED,
        "Windows denies the bind of a port that needs no privilege",
        3,
        lambda t: given(
            t.find(WINDOWS) and high(t),
            unless(either(t.find(FORBIDDEN), t.find(DENIED)), lines_of(seen(t, "system listens")), met(t, "denied")),
        ),
    ),
    Lead(
        RESERVED,
        "excluded ranges are spoken of",
        2.5,
        says(
            r"excluded ?port ?range|\bexcluded (?:tcp )?ports?\b|port exclusion|\bwinnat\b|reserved ports?|"
            r"\breserves? (?:tcp )?port|\bport(?: ranges?)? (?:is |are )?reserved\b|\breserved by (?:hyper-v|"
            r"windows)\b|"
            r"dynamicport|dynamic port range"
        ),
    ),
    Lead(
        RESERVED,
        "nobody is seen at the port, and administrators are denied as well",
        1.5,
        lambda t: given(
            t.find(DENIED),
            t.find(
                r"netstat .{0,60}(?:nothing|empty|no(?:thing| output| process| one| result)|shows? no)|"
                r"\bnothing (?:is )?(?:listening|using|on|in)\b|\b(?:as|run) (?:an? )?admin\w*\b.{0,40}\b(?:same|"
                r"too|also|no|not|still)\b|\bno(?:body| one| process| program)\b.{0,40}\b(?:uses|using|listen\w*|"
                r"occup\w+)"
            ),
        ),
    ),
    Lead(
        RESERVED,
        "it began with a start or an update of Windows, and Hyper-V is on",
        1,
        lambda t: given(
            t.find(DENIED),
            t.find(
                r"\bhyper-v\b|\bdocker desktop\b|\bwsl\b|\bworked (?:yesterday|for|until|before)\b|\breboot\w*|"
                r"\bwindows update\b|\bafter (?:an? |the |every )?(?:restart|reboot|update)"
            ),
        ),
    ),
    Lead(RESERVED, "process 4 holds the port", -3, lambda t: lines_of(seen(t, "system listens"))),
    Lead(RESERVED, "the port is in use by somebody", -1.5, lambda t: unless(met(t, "bind-EADDRINUSE"), t.find(DENIED))),
    Lead(
        RESERVED,
        "no Windows is spoken of",
        -3,
        lambda t: given(on(t, "linux", "macos") and not t.find(WINDOWS, FORBIDDEN), met(t, "bind-EACCES")),
    ),
    Lead(DRIVER, "process 4, the HTTP driver, listens at the port", 4, driver_at),
    Lead(
        DRIVER,
        "the HTTP driver or one of its services is spoken of",
        2.5,
        says(
            r"\bhttp\.sys\b|microsoft-httpapi/2|\bw3svc\b|world wide web publishing|\bnet (?:stop|"
            r"start) http\b|\burlacl\b|show servicestate|\biisreset\b|\bwas (?:service|/y)\b|"
            r"\bhttplistener(?:exception)?\b|\bkb50(?:66835|65789)\b|\bwinrm\b|\bbranchcache\b.{0,80}\bport 80\b|"
            r"\bport 80\b.{0,80}\bbranchcache\b|"
            r"\bweb deployment agent\b|\breporting services\b|sync ?share svc"
        ),
    ),
    Lead(
        DRIVER,
        "System with process number 4 holds the port",
        4,
        says(
            r"\bsystem\s+4\s+services\b|\bpid ?(?:=|:|is|of)? ?4\b(?!\d)|\bprocess(?: id)? 4\b|"
            r"\bsystem\b.{0,12}\(?(?:pid )?4\)|"
            r"\b(?:ntoskrnl|nt kernel)\b|\bcan'?t (?:end|kill|stop) .{0,12}system\b|\"system\" process|"
            r"held by system\b|used by system\b|"
            r"\b(?:by|is|shows|to) the [\"'`]?system[\"'`]? process\b"
        ),
    ),
    Lead(
        DRIVER,
        "a web port is denied or in use on Windows",
        1,
        lambda t: given(
            t.find(WINDOWS),
            t.find(
                r"(?:10013|10048|forbidden by|in use|permission denied|could not bind).{0,80}:(?:80|443|5985|8080|"
                r"5357|47001)\b|:(?:80|443)\b.{0,100}(?:10013|10048|forbidden by|in use|permission denied)"
            ),
        ),
    ),
    Lead(
        DRIVER,
        "IIS stands on that machine",
        1,
        lambda t: given(
            met(t, "bind-EACCES", "bind-EADDRINUSE") or lines_of(seen(t, "system listens")), t.find(r"\biis\b")
        ),
    ),
    Lead(
        DRIVER,
        "HTTP/2 breaks at the loopback since an update of Windows",
        3,
        lambda t: given(
            t.find(WINDOWS),
            t.find(r"err_http2_protocol_error.{0,120}|\bkb50\d{5}\b")
            if t.find(r"\bkb50\d{5}\b|windows update|update of windows")
            else (),
        ),
    ),
    Lead(AIRPLAY, "AirPlay answers or holds the port", 5, says(r"\bairtunes\b|\bairplay\b")),
    Lead(AIRPLAY, "ControlCenter holds the port", 4.5, says(r"\bcontrolce\w*\b|\bcontrol ?cent(?:er|re)\b")),
    Lead(
        AIRPLAY,
        "port 5000 or 7000 of a Mac is in use or answers 403",
        2.5,
        lambda t: given(
            on(t, "macos"),
            both(
                t.find(r"\b(?:5000|7000)\b"),
                either(met(t, "bind-EADDRINUSE"), t.find(r"\b403\b|in use|already|access to localhost was denied")),
            ),
        ),
    ),
    Lead(MIRRORED, "WSL shares the interfaces of Windows (mirrored mode)", 5, mirrored),
    Lead(MIRRORED, "settings of the mirrored mode are spoken of", 1.5, says(r"hostaddressloopback|\bignoredports\b")),
    Lead(
        RELAY,
        "the server runs in WSL 2, and Windows does not reach it at localhost",
        2.5,
        lambda t: given(
            t.find(WSL) and not mirrored(t) and not t.find(LOCALHOST_WORKS),
            both(
                t.find(WSL),
                either(
                    met(t, "refused", "timeout", "hang"),
                    t.find(
                        r"can(?:'|no)t (?:reach|connect|access)|not (?:reachable|accessible|work)|doesn't (?:load|work|"
                        r"open|respond)|refused|timed out|unreachable"
                    ),
                ),
            ),
        ),
    ),
    Lead(
        RELAY,
        "the address of the distribution answers, and localhost does not",
        2.5,
        lambda t: given(
            t.find(WSL) and not mirrored(t),
            t.find(
                r"\b(?:wsl|distro|vm|linux|internal|eth0|instance)(?:'s|2|2's)? ?(?:ip|address|"
                r"internal ip)\b.{0,60}|\b172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+\b.{0,60}\b(?:works?|ok|fine|200|"
                r"loads?)|\bhostname -i\b|\bip addr(?:ess)?\b.{0,30}\beth0\b"
            ),
        ),
    ),
    Lead(
        RELAY,
        "shutting WSL down and starting it again helps",
        2.5,
        lambda t: given(
            not mirrored(t),
            t.find(
                r"\bwsl(?:\.exe)? --shutdown\b|\bshut(?:s|ting)? (?:down )?wsl\b|\blxssmanager\b|\bwslservice\b|"
                r"\brestart(?:ing)? wsl\b|"
                r"\bfast ?startup\b"
            ),
        ),
    ),
    Lead(
        RELAY,
        "the relay between WSL and Windows is spoken of",
        2.5,
        says(r"\blocalhost ?forwarding\b|\bwslrelay\b|\biphlpsvc\b|\bwslhost\b"),
    ),
    Lead(
        RELAY,
        "a service of Windows is asked from inside WSL at localhost, or the other way round",
        2,
        lambda t: given(
            t.find(WSL) and not mirrored(t),
            t.find(
                r"\b(?:from|inside|within|in) (?:the |my )?(?:wsl ?2?|ubuntu|linux)\b.{0,80}\b(?:windows|host)\b|"
                r"\b(?:from|on|in) (?:the |my )?windows\b.{0,80}\b(?:wsl ?2?|ubuntu|localhost|refused|not|can't|"
                r"fails?)\b|\bwindows (?:host|browser|side)\b"
            ),
        ),
    ),
    Lead(RELAY, "WSL is in mirrored mode", -4, mirrored),
    Lead(RELAY, "it is WSL 1, which shares the network of Windows", -2.5, says(r"\bwsl ?1\b(?!\d|\.)")),
    Lead(RELAY, "containers are what is published", -1, lambda t: given(engine(t), stated(t, True, "loopback"))),
    Lead(RELAY, "what is denied is a bind", -2, lambda t: met(t, "bind-EACCES", "bind-EADDRINUSE")),
    Lead(RELAY, "the resolver of WSL is what fails", -2, lambda t: met(t, "name-failure")),
    Lead(
        AIRPLAY,
        "what holds 5000 on a Mac comes back whenever it is killed",
        1.5,
        lambda t: given(
            on(t, "macos") and t.find(r"\b(?:5000|7000)\b"),
            t.find(
                r"\brespawn\w*|\b(?:comes?|came|keeps coming|pops?) (?:right |straight )?(?:back|up again)\b|"
                r"\brestarts itself\b|\bnew pid\b"
            ),
        ),
    ),
    Lead(
        RELAY,
        "localhost of Windows is meant, seen from WSL",
        1.5,
        lambda t: given(
            not mirrored(t),
            t.find(
                r"\bwindows(?:'s?)? localhost\b[^\n]{0,40}\bwsl|\blocalhost (?:of|on|"
                r"in) (?:the )?windows\b[^\n]{0,60}\bwsl"
            ),
        ),
    ),
)
