"""A diagnosis from another place than this process, each by a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from portwise.app.manner import AS_USUAL, Manner
from portwise.collect import namespaces
from portwise.host.api import Host
from portwise.model.cause import Cause, Way
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ADDRESSES, FROM_HERE, HERE
from portwise.model.report import Finding, Report, Step
from portwise.model.target import Endpoint, Intent, Spot, Target
from portwise.model.vantage import Met, NoVantage, Plain, Vantage
from portwise.probe.attempts import attempts
from portwise.probe.names import resolve
from portwise.probe.talk import talk
from portwise.reason.verdict import symptom

From = Callable[[Vantage, Target, Host, "Iterable[Cause[Any]] | None", Manner, Iterable[Answer]], Report]
MODULES = {"browser": "browsing", "container": "namespaced", "netns": "namespaced", "ssh": "abroad"}
CHECK = "portwise why "  # as a remedy says it
SOURCE = "the same attempts from here: portwise why {}"


def diagnose_from(
    vantage: Vantage,
    target: Target,
    host: Host,
    causes: Iterable[Cause[Any]] | None = None,
    manner: Manner = AS_USUAL,
    given: Iterable[Answer] = (),
) -> Report:
    """
    Say why *target* does not answer there.  Raises `NoVantage` where nobody can look from there.

    Each module's `diagnose_from` takes the same arguments; nobody pays for the imports of another vantage.
    """
    if why := misfit(vantage, target, manner):
        raise NoVantage(why)
    work: From = import_module(f"portwise.app.{MODULES[vantage.kind]}").diagnose_from
    report = work(vantage, target, host, causes, manner, given)._replace(vantage=str(vantage))
    return report._replace(findings=tuple(verified_there(finding, vantage) for finding in report.findings))


def verified_there(finding: Finding, vantage: Vantage) -> Finding:
    """What is checked by asking again is checked by asking from there."""
    return finding._replace(steps=tuple(asked_there(step, vantage) for step in finding.steps))


def asked_there(step: Step, vantage: Vantage) -> Step:
    verify, command = step.verify, step.command
    led_here = "-L" in command and verify.startswith(f"{CHECK}localhost:")  # by ssh, and it answers here then
    if verify.startswith(CHECK) and not led_here:
        verify = f"{verify} --vantage {vantage}"
    if command[:2] == ("portwise", "why"):
        command = (*command, "--vantage", str(vantage))
    return step._replace(verify=verify, command=command)


def misfit(vantage: Vantage, target: Target, manner: Manner) -> str:
    """Why this cannot be asked from there, whatever the machine is like; "" where it can."""
    way = Way.of(target)
    if vantage.kind == "browser" and not (way is Way.TCP and target.speaks_http):
        return f"a browser goes to pages: --vantage {vantage} takes an http:// or https:// URL"
    if vantage.kind == "browser" and manner.passive:
        return "a browser sends packets: --vantage browser without --passive"
    if vantage.kind in ("container", "netns") and way is Way.UNIX:
        return f"a Unix socket is a file and not of a network: --vantage {vantage} takes a host and a port"
    return ""


def plainly(vantage: Vantage, target: Target, host: Host, manner: Manner) -> Answer:
    """What the target meets from here; as many attempts as the diagnosis itself begins with."""
    started = host.now()
    seen = Evidence(target).plus(resolve(host, target, manner.for_the_name, manner.passive))
    seen = seen.plus(attempts(host, seen, manner.timeout, manner.passive))
    seen = seen.plus(talk(host, seen, started + manner.timeout))
    met = met_here(vantage, seen)
    tried = tuple(one._replace(own=owns(host, one.spot)) for one in met.tried)
    met = met._replace(tried=tried, namespace=own_network(host))
    return Answer(FROM_HERE.of(HERE), Known(met), SOURCE.format(written(target)))


def written(target: Target) -> str:
    """As it is typed."""
    return f"--bind {target.raw}" if target.intent is Intent.BIND else target.raw


def met_here(vantage: Vantage, seen: Evidence) -> Plain:
    tried = tuple(Met(spot, seen.met(spot)) for spot in seen.spots)
    question = ADDRESSES.of(seen.target.host)
    said = seen.observation(question).said if question in seen else None
    return Plain(vantage, symptom(seen), tried, said.why if isinstance(said, Unknown) else "")


def owns(host: Host, spot: Spot) -> bool:
    try:
        return isinstance(spot, Endpoint) and host.owns(spot.address)
    except OSError:
        return False


def own_network(host: Host) -> int:
    """By inode, namespaces(7); 0 where the machine has no such thing, or does not tell."""
    try:
        return namespaces.inode(host.link("/proc/thread-self/ns/net"))
    except (OSError, ValueError):
        return 0
