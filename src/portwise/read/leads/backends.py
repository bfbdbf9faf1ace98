"""Models: gateways that do not reach them, servers that wait at the loopback alone."""

from __future__ import annotations

import re

from portwise.model.reading import Failure, Lines
from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.scene import engine, given, inside, stated
from portwise.read.text import Text, both, either, unless

LLM_GATEWAY = (
    r"\blitellm\b|\bopen[ -]?web ?ui\b|\bdify\b|\banything ?llm\b|\bflowise\b|\blangflow\b|"
    r"\blibrechat\b|\bone-?api\b|\bnew-?api\b|\blobe-?chat\b|\bportkey\b|\bbig-?agi\b|\bopenhands\b|"
    r"\bkong ai\b|\bapipark\b|\bcontinue(?:\.dev)\b|\baider\b|\bcline\b|\broo ?code\b|\bperplexica\b|"
    r"\bn8n\b|\bhomeassistant|\bhome assistant\b|\bragflow\b|\bauto-?gpt\b|\bchatbox\b|\bopencode\b|"
    r"\bcrewai\b|\blangchain\b"
)
MODEL_SERVER = (
    r"\bollama\b|\blm[ -]?studio\b|\bvllm\b|\bllama[.-]?cpp\b|\bllama-server\b|\bsglang\b|"
    r"\bkobold(?:cpp|ai)?\b|\blocal-?ai\b|\btext-generation-(?:webui|inference)\b|\btabbyapi\b|"
    r"\bgpt4all\b|\bxinference\b|\bllamafile\b|\bmlx_lm\b|\boobabooga\b"
)
MCP = r"\bmcp\b.{0,60}\b(?:server|client|tool|refused|closed|failed|error|-32000)\b|is the mcp server running"


REFUSED, TIMEOUT = "reverse-proxy-upstream-refused", "reverse-proxy-upstream-timeout"
STALE, UNIX = "gateway-upstream-address-wrong-or-stale", "reverse-proxy-unix-socket-problem"
LLM = "llm-gateway-backend-unreachable"
ALONE = "ai-server-loopback-only"

AT_THE_HOST = r"host\.docker\.internal|host\.containers\.internal|gateway\.docker\.internal|172\.17\.0\.1"


def met_at_the_host(text: Text) -> Lines:
    """It failed at the host of the container: the loopback that is told besides is the host's."""
    hosts = re.compile(AT_THE_HOST)
    return tuple(n for one in text.signs(Failure) if hosts.fullmatch(one.sign.host) for n in one.lines)


LEADS = (
    Lead(
        LLM,
        "a gateway or front end of models fails at what lies behind it",
        2.5,
        lambda t: given(
            met(t, "refused", "timeout", "name-failure", "http-5xx", "hang", "reset", "empty")
            or t.find(
                r"connection error|cannot connect|can't connect|failed to connect|unreachable|refused|"
                r"fetch failed|network problem|50[0234]"
            ),
            t.find(LLM_GATEWAY),
        ),
    ),
    Lead(
        LLM,
        "the gateway's words for a backend that is not reached",
        3,
        says(
            r"\ball (?:deployments|providers|models) (?:failed|in cooldown)|"
            r"no (?:healthy )?deployments? (?:available|found)|\bapiconnectionerror\b|"
            r"litellm\.\w+error.{0,80}(?:connect|refused|timeout)|ollama: ?(?:server )?connection error|"
            r"open webui: server connection error|server connection error|connection error\.?\s*$|"
            r"openai_?api_?exception.{0,60}connect|upstream provider|provider returned error"
        ),
    ),
    Lead(
        LLM,
        "a tool server (MCP) is not reached",
        3,
        lambda t: given(
            t.find(MCP),
            t.find(
                r"econnrefused|connection refused|connection closed|fetch failed|-32000|failed to (?:start|"
                r"connect|reach)|not connected|could not connect|\bspawn \S+ enoent\b|timed? ?out|"
                r"is the mcp server running"
            ),
        ),
    ),
    Lead(
        LLM,
        "the address of the backend is set where the gateway stands",
        1,
        lambda t: given(
            t.find(LLM_GATEWAY, MODEL_SERVER),
            t.find(
                r"\b(?:api|llm|openai_api|ollama(?:_api)?|openai|model)_?base(?:_?url)?\b|\bbase_?url\b|"
                r"\bollama_(?:base_url|api_base_url|api_base)\b"
            ),
        ),
    ),
    Lead(
        LLM,
        "the gateway itself stands in a container, and asks its own loopback",
        1.5,
        lambda t: given(
            t.find(LLM_GATEWAY) and either(engine(t), inside(t)) and not met_at_the_host(t),
            t.find(r"(?:localhost|127\.0\.0\.1):(?:11434|1234|8000|8080|5001|5000|4000|3000)\b"),
        ),
    ),
    Lead(
        LLM,
        "no gateway stands between",
        -1,
        lambda t: unless(t.find(MODEL_SERVER), t.find(LLM_GATEWAY, MCP, r"gateway|litellm|router")),
    ),
    Lead(
        ALONE,
        "a model server is asked from another machine or from a container",
        2.5,
        lambda t: both(
            t.find(MODEL_SERVER),
            either(
                t.find(
                    r"\b(?:an?other|other|different|remote|second) (?:machine|computer|pc|laptop|device|host|"
                    r"server)s?\b|\b(?:from|over|on|in) (?:the |my )?(?:lan|local network|network|phone|tablet|"
                    r"container|docker|vm|wsl)\b|host\.docker\.internal|\b(?:192\.168|10\.\d+|"
                    r"172\.1[67])\.\d+\.\d+:(?:11434|1234|8000|8080|5000|30000)"
                ),
                stated(t, False, "elsewhere", "phone", "lan-address"),
            ),
        ),
    ),
    Lead(
        ALONE,
        "the usual port of a model server is asked at the host's name or address",
        2.5,
        lambda t: given(
            t.find(r"refused|connect call failed|cannot connect|can't connect|unreachable|could not connect"),
            t.find(
                r"\b(?:host\.docker\.internal|172\.1[7-9]\.0\.1|192\.168\.\d+\.\d+|10\.\d+\.\d+\.\d+)(?::|"
                r"'?, ?)(?:11434|1234|8000|30000)\b"
            )
            if t.find(MODEL_SERVER)
            else (),
        ),
    ),
    Lead(
        ALONE,
        "the model server waits at the loopback",
        3.5,
        lambda t: given(
            t.find(MODEL_SERVER),
            t.find(
                r"(?:127\.0\.0\.1|localhost|\[::1\]):(?:11434|1234|30000|5001|8000|8080)\b.{0,60}\b(?:listen|"
                r"0\.0\.0\.0:\*|ollama)|\blisten(?:ing|s)? (?:on|at) (?:https?://)?(?:127\.0\.0\.1|"
                r"localhost)(?::\d+)?|\btcp\b.{0,30} (?:127\.0\.0\.1|localhost):11434\b|"
                r"hostname: 127\.0\.0\.1, (?:running|port)"
            ),
        ),
    ),
    Lead(
        ALONE,
        "where the model server waits is spoken of",
        1.5,
        says(
            r"\bollama_host\b|serve on local network|\bollama serve\b.{0,60}0\.0\.0\.0|"
            r"--host 0\.0\.0\.0.{0,60}(?:vllm|llama|sglang)|(?:vllm|llama-server|sglang|"
            r"lms server).{0,80}--(?:host|bind)\b|\blisten 0\.0\.0\.0\b"
        ),
    ),
    Lead(
        ALONE,
        "the model server refuses the page's origin",
        2.5,
        lambda t: given(
            t.find(MODEL_SERVER),
            t.find(
                r"ollama_origins(?![\"' ]{0,3}[=:][\"' ]{0,3}\*)|"
                r"\b403\b.{0,60}\borigin|\borigin\b.{0,60}\b403\b|enable cors|403 forbidden"
            ),
        ),
    ),
    Lead(
        ALONE,
        "it answers on its own machine",
        1,
        lambda t: given(t.find(MODEL_SERVER), stated(t, True, "here", "localhost", "loopback", "host", "127.0.0.1")),
    ),
    Lead(
        ALONE,
        "a gateway in a container asks its own loopback",
        -2,
        lambda t: given(
            t.find(LLM_GATEWAY) and engine(t) and not met_at_the_host(t),
            t.find(r"\bhttps?://(?:localhost|127\.0\.0\.1):(?:11434|1234|8000|8080|5001)\b"),
        ),
    ),
    Lead(
        ALONE,
        "the model itself is what fails",
        -2,
        says(
            r"out of memory|cuda error|model .{0,40}not found|failed to load model|no such model|"
            r"llama runner process has terminated"
        ),
    ),
    Lead("bound-to-loopback-client-uses-lan", "it is a model server that is asked", -2, says(MODEL_SERVER)),
    Lead(
        LLM,
        "what stands in a container fails at a model server of its own loopback",
        2,
        lambda t: given(
            engine(t),
            t.find(
                r"\b(?:couldn't|could not|can't|cannot|unable to|failed to) (?:connect|"
                r"reach)[^\n]{0,60}\b(?:localhost|127\.0\.0\.1):(?:11434|1234|8000|8080)\b"
            ),
        ),
    ),
)
