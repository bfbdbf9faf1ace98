"""What speaks for somebody who holds the port that a server wants."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.grounds import LOWEST, lingering, other_database, taken, taken_and_nobody, wanted
from portwise.read.lead import Lead
from portwise.read.signs.statements import works
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import (
    failed,
    gated,
    holders,
    lead,
    lines,
    listening,
    through,
)

SHIPPED = frozenset(
    (22, 25, 53, 80, 111, 139, 443, 445, 631, 1433, 1521, 3306, 5353, 5432, 5672, 6379, 8009, 9092, 9200, 11434, 27017)
)
RUNTIMES = (
    "node",
    "python",
    "ruby",
    "java",
    "php",
    "deno",
    "bun",
    "beam",
    "dotnet",
    "go",
    "npm",
    "next",
    "vite",
    "uvicorn",
    "gunicorn",
    "puma",
)
HOSTILE = (
    "docker-pr",
    "com.docke",
    "apache",
    "httpd",
    "nginx",
    "postgres",
    "mysqld",
    "redis-ser",
    "svchost",
    "skype",
    "systemd",
    "dnsmasq",
    "avahi",
    "cupsd",
    "teamview",
    "oracle",
    "tnslsnr",
    "mongod",
)


def taken_by_service(text: Text) -> Lines:
    """A port at which a program of the system waits on many machines."""
    return lines(n for n in failed(text, "bind-EADDRINUSE") if n.sign.port in SHIPPED)


def taken_of_development(text: Text) -> Lines:
    return lines(
        n
        for n in failed(text, "bind-EADDRINUSE")
        if n.sign.port and n.sign.port not in SHIPPED and n.sign.port >= LOWEST
    )


def held_by_runtime(text: Text) -> Lines:
    rows = [row for row in holders(text) if row.sign.program.casefold().startswith(RUNTIMES)]
    return both(taken(text), lines(rows))


def held_by_other(text: Text) -> Lines:
    rows = [row for row in holders(text) if row.sign.program.casefold().startswith(HOSTILE)]
    return both(taken(text), lines(rows))


def answers_still(text: Text) -> Lines:
    """It could not start, and yet the page is there."""
    return both(
        taken(text),
        either(
            lines(n for n in through(text) if not n.sign.port or n.sign.port in wanted(text)),
            works(text, "loopback", "localhost"),
        ),
    )


def system_holds(text: Text) -> Lines:
    """PID 4 is the kernel of Windows, in whose name HTTP.sys waits."""
    return lines(
        row for row in listening(text, by="socket") if row.sign.pid == 4 or row.sign.program.casefold() == "system"
    )


def clients_port(text: Text) -> Lines:
    return both(
        taken(text),
        text.find(r"\bephemeral\b|\boutgoing\b|\boutbound\b|\bsource port\b|ip_local_(?:port|reserved)|\bto itself\b"),
    )


LEADS = (
    gated(
        "port-held-by-stale-instance",
        "it was started again",
        1.2,
        taken,
        (
            r"\b(?:second|2nd|next|every|each) (?:time|start|run|restart|launch)\b|\brestart(?:ing|ed|s)?\b|"
            r"\bre-?run(?:ning)?\b|\bhot reload\b|\brespawn|\bstart(?:s|ed)? twice\b|\btwice\b"
        ),
    ),
    Lead("port-held-by-stale-instance", "the port is spoken of as that of a client", -2.0, clients_port),
    Lead(
        "port-held-by-stale-instance",
        "the port is in use, and no program of the system is known to wait there",
        1.6,
        taken_of_development,
    ),
    Lead("port-held-by-stale-instance", "a runtime as that of the server holds the port", 2.0, held_by_runtime),
    Lead("port-held-by-stale-instance", "it cannot start, and yet something answers there", 1.3, answers_still),
    gated(
        "port-held-by-stale-instance",
        "an earlier run did not end",
        2.6,
        taken,
        (
            r"(?<!no )\b(?:previous|prior|earlier|old|older|other|orphan\w*|zombie|stale|left-?over|dangling|"
            r"ghost|first|"
            r"last) (?:\w+ )?(?:instance|process|run|server|session|copy|node|python|java|container|build|debug|"
            r"dev server)(?:es|s)?\b"
        ),
        (
            r"\bstill (?:running|alive|there|active|up|listening|holding|in the background)\b|\bkeeps? (?:running|"
            r"listening)\b|\b(?:not|n't|never) (?:properly |cleanly |really |actually |correctly )?(?:stop|kill|"
            r"exit|terminat|shut ?down|clos|releas|quit|die)\w*"
        ),
        (
            r"\b(?:ctrl|control|strg) ?[-+]? ?[cz]\b|\^[cz]\b|\bclos(?:e|ed|ing) (?:the |my |that |vs ?code|intellij|"
            r"pycharm)?(?:terminal|window|ide|editor|tab|console)|\bin the background\b|\bkillall\b|\bpkill\b|"
            r"\bkill -9\b|\btaskkill\b|\bkill-port\b|\blsof -ti?\b"
        ),
    ),
    gated(
        "port-held-by-stale-instance",
        "after a restart of the machine it works once",
        0.8,
        taken,
        r"\breboot\w*\b.{0,60}\b(?:help|work|fix|solve|clear)|\bonly (?:a )?reboot",
    ),
    Lead("port-held-by-stale-instance", "nobody is seen on the port", -1.5, taken_and_nobody),
    lead(
        "port-held-by-stale-instance",
        "an older run answers in place of the new one",
        2.2,
        (
            r"\b(?:old|previous|earlier|stale|outdated) (?:version|code|build|instance|process|server|"
            r"content)\b.{0,60}\b(?:still|served|answers?|shows?|running|loads?|keeps?)|\bstill (?:serv\w*|"
            r"show\w*|answer\w*|run\w*|return\w*|get\w*) (?:the |my |me the )?(?:old|previous|earlier|stale|"
            r"outdated)"
        ),
        (
            r"\b(?:changes?|edits?|new code)\b.{0,40}\b(?:not|n't|never|no effect)\b.{0,30}\b(?:picked|show\w*|"
            r"appear\w*|reflect\w*|effect|visible)"
        ),
    ),
    Lead("port-held-by-stale-instance", "sockets of the port are in TIME_WAIT", -1.5, lingering),
    Lead(
        "port-held-by-other-application",
        "the port is one at which a program of the system waits on many machines",
        2.0,
        taken_by_service,
    ),
    Lead("port-held-by-other-application", "a table shows another program on the port", 3.0, held_by_other),
    gated(
        "port-held-by-other-application",
        "another program has the port",
        2.2,
        taken,
        (
            r"\b(?:another|other|different) (?:process|program|application|app|service|server|software|container|"
            r"project)\b.{0,60}\b(?:us(?:es|ing|ed)|port|listen\w*|run\w*|occup\w+|hold\w*)"
        ),
        (
            r"\bport is already allocated|error starting userland proxy: listen|"
            r"ports are not available.{0,80}(?:in use|already|one usage)|"
            r"identify and stop the process that's listening|web server failed to start\. port"
        ),
        (
            r"\b(?:skype|teamviewer|iis|apache2?|nginx|systemd-resolved|dnsmasq|avahi|cups|mcafee|jenkins|tomcat|"
            r"postgres(?:ql)?|mysql|mariadb|redis|mongod?b?|airplay|docker-proxy|oracle|xampp|wamp|vmware|steam|"
            r"plex|splunk|razer|nvidia|hyper-v)\b"
            r".{0,60}\b(?:is |was |already |also |has |had )?(?:us(?:es|ing|ed)|listening|on (?:that|the same|"
            r"this|port)|took|takes|occup\w+|hold\w*|own\w*|grabs?|sits)"
        ),
        (
            r"\b(?:already|locally|natively) installed\b|\b(?:brew|apt|windows) (?:version|install\w*|"
            r"service)s?\b|\bport conflict\b|\bconflict(?:s|ing)? (?:with|port)|\bsame port\b"
        ),
    ),
    lead(
        "port-held-by-other-application",
        "what answers there is not one's own program",
        2.2,
        (
            r"\b(?:wrong|another|other|different|unknown|someone else's|strange|unexpected) (?:app|application|"
            r"site|website|page|server|service|project|program|database|login|product)\b.{0,60}\b(?:shows?|opens?|"
            r"appears?|answers?|comes|loads?|displayed|responds?|there|instead)"
        ),
        (
            r"\b(?:shows?|opens?|get|see|serves?|displays?|lands? on) (?:me )?(?:the |a |an )?(?:wrong|another|"
            r"other|different|completely different|unrelated|default (?:apache|nginx|iis)|jenkins|iis|apache|"
            r"it works|login page of)\b"
        ),
        (
            r"\bpassword authentication failed\b.{0,600}\bdocker\b|"
            r"\bdocker\b.{0,600}\bpassword authentication failed|"
            r"\bdatabase .{1,40} does not exist\b.{0,300}\bdocker\b"
        ),
        (
            r"\b(?:get|see|shows?|opens?|lands?|is|=|displays?|serves?)\b.{0,25}\b(?:grafana|jenkins|tomcat|"
            r"apache|iis|nginx|phpmyadmin|wordpress|xampp|plex|portainer|pgadmin|nextcloud|gitlab|sonarqube|"
            r"kibana|prometheus|unifi|synology|router|spring|django|laravel)\b.{0,20}\b(?:login|page|welcome|"
            r"default|dashboard|screen)"
        ),
    ),
    Lead(
        "port-held-by-other-application",
        "the database that answers is not that of the container",
        1.8,
        other_database,
    ),
    Lead(
        "port-held-by-other-application",
        "ControlCenter of macOS is there",
        -3.0,
        lambda text: text.find(r"controlce|\bairplay\b|airtunes|control ?center\b"),
    ),
    Lead("port-held-by-other-application", "the holder is System with PID 4", -3.0, system_holds),
    Lead(
        "port-held-by-other-application",
        "no other program is spoken of",
        -0.6,
        lambda text: unless(taken_of_development(text), held_by_other(text)),
    ),
)
