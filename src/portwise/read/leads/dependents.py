"""What stands on others: pages that break with their store, gateways of models, proxies that answer for them."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met
from portwise.read.lead import Lead, leads
from portwise.read.scene import engine, inside
from portwise.read.signs.statements import works
from portwise.read.text import Text, both, either, unless

STORE, LLM, SCHEME, ENV, SECURITY = (
    "backend-dependency-unavailable",
    "llm-gateway-backend-unreachable",
    "https-to-plain-http",
    "env-proxy-captures-localhost",
    "security-software-interception",
)
BREAKS = (
    r"\binternal (?:server )?error\b|\b(?:http|error|status|code|with|a|an|get|gives?)[ :]*(?:500|503)\b|"
    r"\b50[03] (?:error|internal|"
    r"service|page|whoops)\b|\bwhoops\b|\bsomething went wrong\b|\brequest url: /|\berror 500\b|"
    r"\b\"?status\"?: ?\"?down\b|"
    r"\bdatabase error\b|\bpage (?:\w+ )?(?:breaks?|fails?|shows? (?:an|the) (?:\w+ )?error)\b|\bweb ?(?:ui|"
    r"interface)\b[^\n.]{0,40}"
    r"\berror\b"
)
STORE_REFUSED = (
    r"\b(?:redisexception|redis(?:::|\.exceptions\.)\w+|predis\\connection\w*|pdoexception|mysqli_sql_exception|"
    r"mongo\w*exception|"
    r"pymongo\.errors\.\w+|psycopg2?\.operationalerror|operationalerror|amqp\w*exception|nonode\w*exception|"
    r"memcachedexception|"
    r"elasticsearch\w*(?:exception|error)|no alive nodes|connectionrefusederror|jedisconnectionexception|"
    r"communicationslinkfailure|ldap\w*exception|cannotconnecterror|sqlstate\[\w+\])[^\n]{0,160}\b(?:refused|"
    r"refuse|failed|"
    r"timed? ?out|timeout|unreachable|gone away|down|unavailable|could not connect|can't connect|no such file)\b|"
    r"\b(?:redis|mysql|mariadb|postgres\w*|mongo\w*|elastic\w*|rabbitmq|memcached?|ldap|solr|opensearch|kafka|"
    r"minio|clamav|"
    r"database|storage server)\b[^\n.]{0,60}\b(?:connection refused|refused|(?:is |was )?(?:down|stopped|"
    r"not running|unreachable|"
    r"unavailable))\b|\bserverselectiontimeouterror\b"
)
OF_THE_STORE = (
    r"\bprotected[- ]mode\b|\bbind[- _]?ip\b|\bdocker exec\b|\bbind 127|\bskip-networking\b|\boom\b|"
    r"\bout of memory\b|\bpg_hba\b|"
    r"\bhost\.docker\.internal\b|\bdepends_on\b|\bafter (?:the )?(?:reboot|boot)\b|\btoo many connections\b"
)
GATEWAYS = (
    r"\bopen[- ]?web ?ui\b|\blite ?llm\b|\bdify\b|\bflowise\b|\blangflow\b|\banything ?llm\b|\blibre ?chat\b|"
    r"\blobe ?chat\b|"
    r"\bn8n\b|\bmaxkb\b|\bfastgpt\b|\bone[- ]?api\b|\bnew[- ]?api\b|\bragflow\b|\bcontinue\.dev\b|\bcline\b|"
    r"\broo ?code\b|"
    r"\bnext ?chat\b|\bchatbox\b|\bopenrouter\b|\bsilly ?tavern\b|\bbig-?agi\b|\bjan\b|\bkhoj\b|\bperplexica\b|"
    r"\bopen ?hands\b|"
    r"\bprivate ?gpt\b|\bquivr\b|\bbolt\.diy\b|\bhelicone\b|\bportkey\b|\bollama[- ]?webui\b|\bpaperless-ai\b|"
    r"\bhoarder\b|\bkarakeep\b"
)
MODEL_AT_LOOPBACK = (
    r"(?:localhost|127\.0\.0\.1|\[?::1\]?)['\"]?[:,][^\n]{0,10}\b(?:11434|1234|8000|8080|5000|5001|4000|8001|"
    r"9997|30000)\b"
)
MODEL = (
    r"\bollama\b|\blm ?studio\b|\bllama\.?cpp\b|\bvllm\b|\bxinference\b|\blocalai\b|\bllama-server\b|\btgi\b|"
    r"\bkoboldcpp\b"
)
DEV_PORT_BY_TLS = (
    r"\b(?:https|wss)://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|192\.168\.[\d.]+|10\.[\d.]+)[:\w]*/?[^\s]*[^\n]{0,80}"
    r"\b(?:err_connection_closed|err_ssl_protocol_error|err_connection_reset|err_ssl_version_or_cipher_mismatch|"
    r"failed|"
    r"secure connection failed|wrong version number|pr_end_of_file_error|ssl_error_rx_record_too_long)\b"
)
DEV_SERVER = (
    r"\bwebpack\b|\bsockjs\b|\bvite\b|\bnext(?:\.?js)?\b|\bdev[- ]?server\b|\bng serve\b|\bcreate-react-app\b|"
    r"\bhot[- ]reload\w*\b|"
    r"\brunserver\b|\bflask\b|\bhttp-server\b|\bexpress\b|\blive[- ]?reload\b|\bbrowser-?sync\b|\bparcel\b|"
    r"\bjekyll\b|\bhugo\b"
)
HTTPS_PAGE = r"\bpage (?:\w+ ){0,3}(?:is |over |by |with |of )?https\b|\bhttps (?:page|site|one|website)s?\b|\bhttps\b"
TLS_IS_ON = (
    r"\bhttps: ?true\b|\bserver\.https\b|--https\b|\bcert\w*\b|\bssl: ?true\b|\bkey\.pem\b|\bmkcert\b|"
    r"\blistening on https\b|"
    r"\bbasic-?ssl\b"
)
ASKED_BEHIND_A_PROXY = (
    r"\b(?:company|corporate|office|work|behind (?:a|the|our) (?:\w+ )?)(?: |-)?proxy\b|\bno_proxy\b|"
    r"\bhttps?_proxy\b|\ball_proxy\b"
)
LOCAL_BAD_GATEWAY = (
    r"(?:localhost|127\.0\.0\.1)[^\n]{0,120}\b(?:502|503|504|403|bad gateway|service unavailable|gateway time-?out)\b"
)
OUTBOUND_WALLS = (
    r"\b(?:lulu|little snitch|radio silence|murus|vallum|netiquette|portmaster|glasswire|simplewall|tinywall|"
    r"opensnitch)\b"
)
SWITCHED_OFF = (
    rf"{OUTBOUND_WALLS}[^\n.]{{0,30}}\b(?:off|disabled|quit|closed|paused|uninstalled|stopped|removed)\b|"
    rf"\b(?:disabl\w+|quit\w*|stop\w*|turn\w* off|switch\w* off|uninstall\w*|without|"
    rf"paus\w+) (?:the )?{OUTBOUND_WALLS}"
)
RESOLVES = r"\bresolv\w*|\blook(?:s|ed)? up\b|\bdns\b|\bname\b"


def page_breaks_with_its_store(text: Text) -> Lines:
    """A page says that something is wrong inside, and a log that what it stands on was not to be had."""
    broken = text.together(BREAKS, STORE_REFUSED)
    return unless(broken, text.find(OF_THE_STORE), met(text, "bind-EADDRINUSE"))


def gateway_in_a_box(text: Text) -> Lines:
    """A gateway of models runs in a container, asks the loopback, and the model answers elsewhere."""
    boxed = both(
        text.find(GATEWAYS), either(engine(text), inside(text)), text.find(MODEL), text.find(MODEL_AT_LOOPBACK)
    )
    return unless(
        boxed,
        text.find(
            r"\bhost\.docker\.internal\b|\bhost-gateway\b|\bollama_host\b|\bfrom (?:another|my other) (?:pc|"
            r"computer|machine)\b"
        ),
    )


def gateway_to_a_model(text: Text) -> Lines:
    """A gateway of models does not reach the one that it is set to."""
    told = text.find(
        r"\b(?:could not|couldn't|can't|cannot|unable to|fails? to|failed to)\b[^\n.]{0,25}\b(?:connect|reach|"
        r"list|fetch|retrieve|get)\b"
        r"[^\n.]{0,40}\b(?:ollama|model|models|lm studio|vllm|llm)\b|\bapiconnectionerror\b|\bmax retries exceeded\b|"
        r"\bconnection error\b"
    )
    return both(text.find(GATEWAYS), text.find(MODEL), told)


def dev_server_by_tls(text: Text) -> Lines:
    """A development server is asked over TLS, and its handshake breaks off."""
    return unless(text.together(DEV_PORT_BY_TLS, DEV_SERVER, HTTPS_PAGE), text.find(TLS_IS_ON))


def proxy_answers_for_it(text: Text) -> Lines:
    """Where a proxy is set, a status of a gateway comes for a server of this machine."""
    return unless(
        text.together(ASKED_BEHIND_A_PROXY, LOCAL_BAD_GATEWAY),
        text.find(r"\bupstream\b|\bproxy_pass\b|\bproxypass\b|\breverse proxy\b"),
    )


def wall_for_what_goes_out(text: Text) -> Lines:
    """Without a program that watches what goes out it works."""
    return either(both(text.find(OUTBOUND_WALLS), works(text, "guard-off")), text.find(SWITCHED_OFF))


def names_behind_it(text: Text) -> Lines:
    return both(either(wall_for_what_goes_out(text), works(text, "guard-off")), text.find(RESOLVES))


LEADS = (
    *leads(
        "a page breaks, and a log says that its store was not to be had",
        page_breaks_with_its_store,
        {
            STORE: 2.5,
            "nothing-listening": -1.0,
            "localhost-inside-container": -1.0,
            "startup-race-not-ready": -1.0,
            "mongodb-bindip": -1.0,
        },
    ),
    Lead("ai-server-loopback-only", "a gateway of models in a container asks its own loopback", -2.5, gateway_in_a_box),
    Lead(LLM, "a gateway of models does not reach its model", 1.5, gateway_to_a_model),
    *leads(
        "a development server is asked over TLS, and the handshake breaks off",
        dev_server_by_tls,
        {SCHEME: 3.0, "server-closes-without-response": -1.5, "dev-server-proxy-or-websocket-upstream": -1.5},
    ),
    *leads(
        "where a proxy is set, a gateway's status comes for a server of this machine",
        proxy_answers_for_it,
        {ENV: 2.5, "reverse-proxy-upstream-refused": -1.5},
    ),
    Lead(SECURITY, "without a program that watches what goes out it works", 2.0, wall_for_what_goes_out),
    Lead(
        "dns-resolution-failure", "with a product off that watches connections names are found", -4.5, names_behind_it
    ),
)
