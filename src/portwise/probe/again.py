"""The attempt of the target once more, without the counters around it: what one client of many meets."""

from __future__ import annotations

import errno

from portwise.host.api import Heard, Host, Shaken
from portwise.host.knock import OUTCOMES
from portwise.model.outcome import Outcome
from portwise.model.repeat import Met
from portwise.model.target import Endpoint, Target

SOURCE = "one connection each, with one GET where the target is a web page: curl in a loop"


def once(host: Host, target: Target, endpoint: Endpoint, patience: float) -> Met:
    """What this machine refuses a client (no descriptor, no source port) is met as well."""
    started = host.now()
    try:
        outcome = met(host, target, endpoint, patience)
    except OSError as error:
        outcome = OUTCOMES.get(error.errno or errno.EINVAL, Outcome.INVALID)
    return Met(endpoint, outcome, (host.now() - started) * 1000)


def met(host: Host, target: Target, endpoint: Endpoint, patience: float) -> Outcome:
    """Connected, shaken hands and answered, as far as the scheme of the target goes."""
    from portwise.formats import http1

    sent = http1.of(target) if target.speaks_http else b""
    if target.speaks_tls:
        return over_tls(host.handshake(endpoint, target.host.partition("%")[0], sent, patience))
    return said(host.converse(endpoint, sent, patience) if sent else host.dial(endpoint, patience), bool(sent))


def over_tls(shaken: Shaken) -> Outcome:
    from portwise.host import said as words

    hands = words.handshake(shaken).met
    return said(shaken.heard, asked=True) if hands is Outcome.CONNECTED and shaken.heard else hands


def said(heard: Heard, asked: bool) -> Outcome:
    from portwise.host import said as words

    if heard.errno == errno.ETIMEDOUT and not heard.data:
        return Outcome.TIMEOUT
    if heard.errno == 0 and not asked:
        return Outcome.CONNECTED
    return words.exchange(heard).met
