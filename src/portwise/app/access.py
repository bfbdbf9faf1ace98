"""What portwise reads and sends, and what more it would see with privileges; from what is really registered."""

from __future__ import annotations

from portwise import collect
from portwise.model.page import Entry, Page, Section
from portwise.probe.attempts import SOURCES

NEEDS = (
    "portwise needs no privileges and writes nothing; only --trace, and --deep as root, leave what is listed below for "
    "the time of one attempt. It reads a source only when a cause asks for it, and sends "
    "packets only to the target, to this machine itself, and to the proxy or upstream that a configuration names "
    "for the target, and to a checker that you named and said yes to. "
    "Secrets in URLs, command lines and environment values are replaced where they are read."
)
PASSIVE = "--passive sends none of the packets below. What cannot be read is shown as not known, with the reason."
SAID = (
    Entry("what you say of other clients and of earlier; it is in the report as you said it", "--saw, --worked-until"),
    Entry(
        "at most three questions, where your answer would change what is said first; never with --json, --brief, "
        "--plain or --no-questions, in CI (the variable CI is set), or where input or output is no terminal",
        "questions",
    ),
)
SENT_FIRST = (
    Entry("one question to the system resolver for the name in the target", "name"),
    Entry("one TCP connection attempt to each address, up to five where it is refused at once", "tcp"),
    Entry("one empty datagram to each address of a udp:// target", "udp"),
    Entry("one connection to a unix: target", "unix"),
    Entry("no packet: the port is bound and let go at once", "--bind"),
    Entry("once connected, the first words of the protocol that the target names: a ClientHello, one GET", "talk"),
)
STARTED = (
    Entry("the command itself, once and without a shell, with this environment and with no input", "-- COMMAND"),
    Entry("what it writes, and the sockets, folders and states of its processes: SOCK_DIAG and /proc", "watched"),
    Entry("SIGTERM goes to all of its processes, SIGKILL to those that are left after 5 s, to nobody else", "stopped"),
    Entry("nothing is stopped, and what it writes goes to a file in TMPDIR that only its user may read", "--keep"),
)

VANTAGES = (
    Entry("a browser without a window, which visits the target and loads what its page wants", "browser"),
    Entry("a profile of its own in TMPDIR, removed afterwards, also where portwise is killed", "browser"),
    Entry("~/.pki/nssdb/cert9.db: the certificates that you trust, and no profile of yours", "browser"),
    Entry("/etc/chromium/policies and its like: what an administrator has settled for the browser", "browser"),
    Entry("the whole diagnosis in a child process that has entered the network of that place", "netns, container"),
    Entry("what is sent from here is sent once more from there, and nothing is left behind there", "netns, container"),
    Entry(
        "the hosts file, resolv.conf and nsswitch.conf of that place, which the child sees as its own",
        "netns, container",
    ),
    Entry("the engine's socket, for the pid of the container's first process", "container"),
    Entry("root, or the rights of whoever made the place: CAP_SYS_ADMIN, setns(2)", "netns, container"),
    Entry("your ssh, with your configuration, keys and agent; a question of it is a no (BatchMode)", "ssh"),
    Entry("portwise itself goes there as text and stays in memory: no file, and no process that outlives ssh", "ssh"),
    Entry("the target and what it met here go along; what was read there comes back, without its secrets", "ssh"),
)

CHECKED = (
    Entry(
        "one GET of the URL that you named, with the address and the port in it; nothing is named before you do",
        "--checker URL, PORTWISE_CHECKER",
    ),
    Entry(
        "the whole URL is shown first, and nothing is sent before a yes on a terminal, or --yes; never for an address "
        "that is private or of this machine",
        "--checker URL, PORTWISE_CHECKER",
    ),
    Entry("who is asked learns your own address, and tries that address and port; no name goes along", "checker"),
    Entry("https, straight and without your proxies; at most 10 s and 64 KiB, and no other URL after it", "checker"),
)

GIVEN = (
    Entry("a new FILE with the evidence or a page of it, and never one that exists", "--out FILE"),
    Entry(
        "your user name, your home and the name of this machine (USER, HOME, /proc/sys/kernel/hostname): so that they, "
        "like addresses, other hosts and containers, have other names in it; who is who is printed, and in no file",
        "--out, --prompt",
    ),
    Entry("FILE alone; no machine is looked at, and nothing is sent", "--evidence FILE"),
)

NEVER = (
    Entry("nginx -T: it makes log files, a pid file and folders, and gives them away; its files are read", "nginx"),
    Entry("haproxy -c: it looks names up, and prints no server; its files are read", "haproxy"),
    Entry("httpd -t -D DUMP_VHOSTS: it loads modules, and prints no server; its files are read", "apache"),
    Entry("caddy adapt: it makes a folder in the home of its caller; its files are read", "caddy"),
)


def access() -> Page:
    """One page, also for --json readers of `explain`: nothing in it is written by hand that a collector says itself."""
    reads = [Entry(f"{c.answers.says}: {c.reads}", c.answers.name) for c in collect.ALL]
    tries = [Entry(says, way.value) for way, says in SOURCES.items()]
    sends = [Entry(f"{c.sends} ({c.answers.says})", c.answers.name) for c in collect.ALL if c.sends]
    more = [Entry(c.privilege, c.answers.name) for c in collect.ALL if c.privilege]
    marks = [Entry(c.marks, c.answers.name) for c in collect.ALL if c.marks]
    sections = (
        Section("How a target is tried", tuple(tries)),
        Section("What is sent to every target", SENT_FIRST),
        Section("What is started, where a command stands behind --", STARTED),
        Section("What is sent when a cause asks for it", tuple(sends)),
        Section("What is read when a cause asks for it", tuple(reads)),
        Section("What is read and written where evidence is given away, or comes from elsewhere", GIVEN),
        Section("What is never run, although it would tell of a gateway", NEVER),
        Section("What privileges would add", tuple(more)),
        Section("What --trace, and --deep as root, leave for the time of one attempt", tuple(marks)),
        Section("What --vantage does, from another place than this", VANTAGES),
        Section("What is asked of a checker outside, where you named one", CHECKED),
        Section("What is taken from you", SAID),
    )
    return Page("access", "list", "what portwise why reads and sends", (NEEDS, PASSIVE), sections)
