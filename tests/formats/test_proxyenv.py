import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import proxyenv
from portwise.formats.proxyenv import Decision, decide, decisions

URLS = ("http://localhost:3000/", "http://127.0.0.1:3000/", "http://[::1]:3000/", "http://a.localhost:3000/")
PROXY = "http://127.0.0.1:9999"
ASKED = {"NODE_USE_ENV_PROXY": "1"}

# which of URLS go directly: curl 7.88.1, wget 1.21.3 and urllib of Python 3.11 were run, the others read
MEASURED = {
    "": ("", "", ""),
    "localhost": ("localhost a", "localhost a", "localhost a"),
    "127.0.0.1": ("4", "4", "4"),
    "127.0.0.0/8": ("4", "", ""),
    ".localhost": ("localhost a", "a", "localhost a"),
    "localhost:3000": ("", "", "localhost a"),
    "::1": ("6", "6", ""),
    "[::1]": ("", "", "6"),
    "*": ("localhost 4 6 a", "", "localhost 4 6 a"),
    "*,x": ("", "", ""),
    "127.0.0.1:3000": ("", "", "4"),
    "127.": ("", "", ""),
    "a localhost": ("localhost a", "", ""),
    "foo,*.localhost": ("", "", ""),
}


def went_directly(client: str, no_proxy: str) -> str:
    environ = {"http_proxy": PROXY, "no_proxy": no_proxy, **ASKED}
    found = [not decide(client, url, environ).proxy for url in URLS]
    return " ".join(name for name, direct in zip(("localhost", "4", "6", "a"), found, strict=True) if direct)


@pytest.mark.parametrize("no_proxy", MEASURED)
def test_exceptions_are_those_that_were_measured(no_proxy):
    """The same list is another list to each client."""
    found = tuple(went_directly(client, no_proxy) for client in ("curl", "wget", "python-urllib"))

    assert MEASURED[no_proxy] == found


@pytest.mark.parametrize(
    "client, no_proxy, expected",
    [
        ("python-requests", "127.0.0.0/8", "4"),
        ("python-requests", "::1", "6"),
        ("python-requests", "localhost:3000", "localhost a"),
        ("python-requests", "*", "localhost 4 6 a"),
        ("node", "localhost", "localhost"),
        ("node", "[::1]:3000,127.0.0.1", "4 6"),
        ("node", "localhost:3001", ""),
        ("node", "127.0.0.0/8", ""),
        ("node", "127.0.0.0-127.0.0.9", "4"),
        ("node", "*.localhost", "a"),
        ("node", ".localhost", "a"),
        ("node", "x,*", "localhost 4 6 a"),
        ("go", "", "localhost 4 6"),
        ("go", "localhost", "localhost 4 6 a"),
        ("go", "a.localhost:3000", "localhost 4 6 a"),
        ("go", "a.localhost:3001", "localhost 4 6"),
        ("go", "x,*", "localhost 4 6 a"),
    ],
)
def test_exceptions_of_the_other_clients(client, no_proxy, expected):
    """As their sources say."""
    assert expected == went_directly(client, no_proxy)


@pytest.mark.parametrize(
    "no_proxy, url, expected",
    [
        ("10.0.0.0/8", "http://10.1.2.3/", True),
        ("10.0.0.1:80", "http://10.0.0.1/", True),
        ("10.0.0.1:81", "http://10.0.0.1/", False),
        (".shop.test", "http://shop.test/", False),
        (".shop.test", "http://www.shop.test/", True),
        ("*.shop.test", "http://www.shop.test/", True),
    ],
)
def test_exceptions_of_go_beyond_loopback(no_proxy, url, expected):
    """CIDR, ports, and a leading dot that leaves the domain itself out."""
    assert expected is (decide("go", url, {"HTTP_PROXY": PROXY, "NO_PROXY": no_proxy}).proxy == "")


@pytest.mark.parametrize(
    "environ, asks",
    [
        ({"http_proxy": PROXY}, "curl wget python-urllib python-requests node"),
        ({"HTTP_PROXY": PROXY}, "python-urllib python-requests node"),
        ({"ALL_PROXY": PROXY}, "curl python-requests"),
        ({"https_proxy": PROXY}, ""),
        ({"http_proxy": "", "HTTP_PROXY": PROXY}, "python-requests"),
        ({"http_proxy": PROXY, "no_proxy": "", "NO_PROXY": "localhost"}, "wget python-urllib node"),
        ({}, ""),
    ],
)
def test_variables_that_count(environ, asks):
    """Case, ALL_PROXY and empty variables are read differently."""
    found = decisions("http://localhost:3000", {**environ, **ASKED})

    assert asks.split() == [each.client for each in found if each.proxy]


def test_node_must_be_asked():
    """Without its switch Node goes directly, and says why."""
    decision = decide("node", "http://localhost:3000", {"HTTP_PROXY": PROXY})

    assert ("", "Node reads HTTP_PROXY only with NODE_USE_ENV_PROXY=1 or --use-env-proxy") == (
        decision.proxy,
        decision.because,
    )
    assert decide("node", "http://localhost", {"HTTP_PROXY": PROXY, "NODE_OPTIONS": "--use-env-proxy"}).proxy


def test_the_decision_names_the_variable_and_the_reason():
    """What a person must change is the variable that decided."""
    environ = {"http_proxy": "http://me:pa@ss@proxy.test:3128/x", "no_proxy": "a.test, localhost"}

    assert Decision("curl", "", "", 0, "no_proxy", "localhost in no_proxy covers localhost") == decide(
        "curl", "http://localhost:3000", environ
    )
    assert Decision(
        "curl", "http://proxy.test:3128", "proxy.test", 3128, "http_proxy", "http_proxy names proxy.test:3128"
    ) == decide("curl", "http://127.0.0.1:3000", environ)


@pytest.mark.parametrize(
    "client, value, expected",
    [
        ("curl", "127.0.0.1:9999", ("127.0.0.1", 9999)),
        ("curl", "http://proxy.test", ("proxy.test", 1080)),
        ("wget", "http://proxy.test/", ("proxy.test", 80)),
        ("curl", "socks5h://u:p@[::1]", ("::1", 1080)),
        ("curl", "https://proxy.test", ("proxy.test", 443)),
    ],
)
def test_a_proxy_without_a_port(client, value, expected):
    """Which port is dialled then depends on the client."""
    assert expected == decide(client, "http://localhost", {"http_proxy": value})[2:4]


@given(secret=st.text(alphabet="Zz:/@?#%[]", min_size=1))
def test_no_secret_is_handed_back(secret):
    """Whatever stands before the last @ stays where it was."""
    decision = decide("curl", "http://localhost", {"http_proxy": f"http://u{secret}:{secret}@proxy.test:3128"})

    assert ("http://proxy.test:3128", "proxy.test", 3128, "http_proxy") == decision[1:5]


VALUES = st.text() | st.sampled_from(["http://u:p@h:1", "*", ".", "[::1]", "127.0.0.0/8", "a.b:3", "*.", "h", "1/2"])
NAMES = st.sampled_from(["http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"])


@pytest.mark.parametrize("client", [client.name for client in proxyenv.CLIENTS])
@given(url=VALUES.map("http://".__add__) | st.text(), environ=st.dictionaries(NAMES, VALUES))
def test_any_environment_is_a_decision_or_a_value_error(client, url, environ):
    """People export anything."""
    try:
        decision = decide(client, url, {**environ, **ASKED})
    except ValueError:
        return

    assert bool(decision.proxy) == bool(decision.proxy_host) == bool(decision.proxy_port)
