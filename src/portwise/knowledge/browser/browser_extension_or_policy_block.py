"""
Between the address bar and the network stand others than the browser's makers.  An administrator settles things in
files that no user may change (/etc/chromium/policies/managed, /etc/opt/chrome/policies/managed, policies.json of
Firefox; the registry on Windows, a profile on macOS): URLBlocklist and WebsiteFilter forbid pages, ProxySettings sends
every request to a proxy of the company, which knows nothing of this machine's servers.  Extensions (content blockers,
privacy shields, proxies) do the same in one profile.

What is forbidden is never sent: ERR_BLOCKED_BY_ADMINISTRATOR, ERR_BLOCKED_BY_CLIENT, NS_ERROR_BLOCKED_BY_POLICY.  What
goes to a proxy fails there, as ERR_PROXY_CONNECTION_FAILED or with a page of the proxy.  curl knows of none of this.

A browser with a clean profile obeys the same administrator and has no extension: if it fails, it was none; if it gets
through where the browser of every day does not, the extensions of that profile are what is left.
"""

from collections.abc import Iterator

from portwise.knowledge.terms import browsers, words
from portwise.model.browse import Browsed, Policy
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.neterror import SETTLED
from portwise.model.outcome import Outcome

FORBIDS = ("URLBlocklist", "URLBlacklist", "WebsiteFilter")  # the last of Firefox
PROXIES = "Proxy"  # ProxySettings, ProxyMode, ProxyServer, ProxyPacUrl; of Firefox Proxy
DIRECT = ("", "DIRECT")
ANSWERS = "URLAllowlist"


def policies(view: View) -> Iterator[Policy]:
    """Those that stand in the way of this request, the first of each kind."""
    for met in browsers.browsed(view):
        forbidding = [policy for policy in met.policies if policy.name in FORBIDS]
        leading = [policy for policy in met.policies if policy.name.startswith(PROXIES)]
        yield from forbidding[:1] if met.error in SETTLED else leading[:1] if met.proxy not in DIRECT else []


def fails(met: Browsed) -> bool:
    return not met.works


def does(view: View, policy: Policy) -> str:
    """What the policy does with this request."""
    proxy = next((met.proxy for met in browsers.browsed(view)), "")
    return "forbids the page" if policy.name in FORBIDS else f"sends requests by way of {proxy}"


def forbids(_: View, policy: Policy) -> str | None:
    return policy.name if policy.name in FORBIDS else None


def leads(_: View, policy: Policy) -> str | None:
    return None if policy.name in FORBIDS else policy.name


CAUSE = Cause(
    id="browser-extension-or-policy-block",
    hop=Hop.CLIENT,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.CONNECTED, Outcome.BLOCKED_BY_BROWSER}),
    prior=0.0,
    title="{policy}, which an administrator of this machine has settled for {browser}, {does}",
    plain="A setting of an administrator stands in the browser's way",
    about=About(
        "a setting that an administrator has made for the browser is about this request",
        policies,
        told="{file} says {policy}: {value}",
        denied="no setting of an administrator that was found is about this request",
        once=browsers.browsed,
    ),
    needs=(
        Clause(
            "the browser gets no page",
            lambda view, _: all(map(fails, browsers.browsed(view))),
            told="{browser} says {word}",
            denied="the browser gets its page all the same",
        ),
    ),
    slots={
        "policy": lambda _, policy: policy.name,
        "value": lambda _, policy: policy.value,
        "file": lambda _, policy: policy.file,
        "does": does,
        "forbids": forbids,
        "allows": lambda _, policy: "Exceptions" if policy.name == FORBIDS[-1] else ANSWERS,
        "page": lambda view, _: "about:policies" if browsers.is_firefox(view) else "chrome://policy",
        "leads": leads,
        "bypass": lambda view, _: "Passthrough" if browsers.is_firefox(view) else "ProxyBypassList",
        "browser": browsers.called,
        "word": browsers.word,
        "host": words.host,
        "place": words.place,
    },
    remedies=(
        Remedy(
            "see all that is settled, and by which file: {page} in its address bar",
            (),
            Safety.SHOW,
        ),
        Remedy(
            "have the administrator allow the page beside {forbids}: {allows} with {place}",
            ("sudoedit", "{file}"),
            Safety.SHOW,
            needs_root=True,
            undo="take the line out again",
        ),
        Remedy(
            "have the administrator leave {host} out of the proxy that {leads} names: {bypass}, or start it",
            ("sudoedit", "{file}"),
            Safety.SHOW,
            needs_root=True,
            undo="take the line out again",
        ),
    ),
    prevention=("on machines of developers, *.localhost and the names of their own servers past every list and proxy",),
    suspect="a setting of an administrator, or an extension",
    spares=browsers.SPARED,
    see=(
        "https://chromeenterprise.google/policies/url-patterns/",
        "https://chromeenterprise.google/policies/#ProxySettings",
        "https://mozilla.github.io/policy-templates/",
    ),
)
