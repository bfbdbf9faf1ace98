"""Who asks from where: containers of Windows, services on machines of others, gateways to models."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.hints import met
from portwise.read.lead import Lead, beside, leads
from portwise.read.leads.askew import TOLD_REFUSED
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless

HAIRPIN = "container-loopback-hairpin-off"
UNPUBLISHED = "container-port-not-published-or-mismapped"
SCOPE = "container-dns-name-out-of-scope"
AWAY = "localhost-is-another-machine"
MODELS = "llm-gateway-backend-unreachable"
CAUGHT = "env-proxy-captures-localhost"
LOOPBACK_AI = "ai-server-loopback-only"
WINDOWS_CONTAINERS = (
    r"\bwindows containers?\b|\bnano ?server\b|\bwindowsservercore|\bserver ?core\b[^\n]{0,40}\b(?:image|"
    r"container)|"
    r"\bmcr\.microsoft\.com/windows|\bmicrosoft/(?:iis|aspnet|nanoserver|windows\w*|dotnet-framework)|"
    r"\bcontainer host\b[^\n]{0,30}\bserver 20(?:16|19)\b"
)
NOT_AT_HOME = (
    r"\b(?:localhost|127\.0\.0\.1|loopback)\b[^\n]{0,80}(?:\bnothing\b|\bnot\b|n't\b|\bcannot\b|\bfail\w*|"
    r"\brefus\w*|\btim(?:es|ed|e) ?out\b|\bunreachable\b)|"
    r"\b(?:not|n't|cannot|never|no)\b[^\n]{0,60}\b(?:localhost|127\.0\.0\.1|loopback)\b|"
    r"\b(?:only|just)\b[^\n]{0,60}\b(?:container(?:'s)?|own|host|machine(?:'s)?) (?:own )?(?:ip|address|name)\b|"
    r"\bnowhere else\b"
)
HOSTED = (
    r"\bcloud or self[ -]?hosted[^\w]{0,20}cloud\b|\b(?:hosted|online|cloud|web|saas|public|free|"
    r"browser) (?:version|service|instance|edition|app|tier|plan) of\b|\b(?:dify|n8n|flowise|langflow|retool|"
    r"appsmith|budibase|supabase|grafana|"
    r"mongodb|zapier|make|power|tableau|bubble|airtable|postman|looker|metabase|hasura|langsmith|langgraph|prisma|"
    r"huggingface|hf)[ .](?:cloud|online|automate|platform|studio online|spaces?)\b|"
    r"\b(?:google colab|colab notebook|colab|kaggle|replit|lovable|bolt\.new|v0\.dev|stackblitz|codesandbox|"
    r"glitch|streamlit cloud|vercel|netlify|heroku|render\.com|railway|github actions|azure devops|zapier|"
    r"make\.com|ifttt|gpts?|"
    r"looker studio|data studio|power bi service|power automate|google apps script|apps script|cloud functions?|"
    r"aws lambda|cursor)\b"
)
MINE_AT_LOCALHOST = (
    r"\b(?:my|our|own|the) (?:\w+ ){0,2}(?:local|machine|pc|laptop|computer|home)\b[^\n]{0,100}\b(?:localhost|"
    r"127\.0\.0\.1)\b|\b(?:base[ _]?url|endpoint|host|url|server)\b[^\n]{0,20}(?:http://)?(?:localhost|"
    r"127\.0\.0\.1)\b|"
    r"\bhost='(?:localhost|127\.0\.0\.1)'"
)
DIRECT_502 = (
    r"\bhttp request: \w+ http://(?:127\.0\.0\.1|localhost|0\.0\.0\.0|192\.168\.[\d.]+|"
    r"10\.[\d.]+):\d+\S* \"http/1\.[01] 50[23]\b|\bollama call failed with status code 50[23]\b|"
    r"\b50[23]\b[^\n]{0,60}\bfor url:? \W?http://(?:127\.0\.0\.1|localhost):\d{2,5}|"
    r"\bresponseerror\b[^\n]{0,30}\bstatus code: ?50[23]\b|\b(?:apistatuserror|"
    r"internalservererror): error code: 50[23]\b"
)
BETWEEN_THERE = (
    r"\bnginx\b|\btraefik\b|\bcaddy\b|\blite-?llm\b|\bapache\b|\bhaproxy\b|\bopen-?webui\b|\bkubernetes\b|\bk8s\b|"
    r"\bingress\b|\bcloudflare\b|\bngrok\b"
)
INFERENCE_GATE = (
    r"\b(?:aibrix|llm-?d|kserve|kaito|production-stack|semantic router|envoy ai gateway|ai gateway|"
    r"inference (?:gateway|pool|extension)|gateway-api-inference|llm-?gateway|litellm|bifrost|portkey|one-?api|"
    r"new-?api|vllm-router|"
    r"sglang-router|dynamo|skypilot|ray serve|higress|kgateway)\b|\brouting-strategy\b"
)
NO_UPSTREAM = (
    r"\bupstream connect error\b|\bno healthy upstream\b|\bno (?:available|healthy|ready) (?:endpoints?|backends?|"
    r"workers?|pods?|instances?|deployments?)\b|\bdelayed connect error\b|\bservice unavailable\b"
)
OF_MODELS = r"/v1/(?:chat/)?completions\b|/v1/models\b|/v1/embeddings\b|\bvllm\b|\bsglang\b|\bllama\b"
HOST_NETWORK_HELPS = (
    r"(?:network_mode\W{1,4}\"?host|--net(?:work)?[ =]host|"
    r"\bhost(?:'s)? network(?:ing)?(?: mode)?)\b[^\n]{0,80}\b(?:works?|fine|no problem|ok|okay|solve\w*|fix\w*|"
    r"helps?|does it|connects?|good|well)\b|\b(?:works?|fine|solved|fixed|connects?)\b[^\n]{0,40}"
    r"(?:network_mode\W{1,4}\"?host|--net(?:work)?[ =]host)\b"
)
LOCAL_MODELS = (
    r"\b(?:ollama|lm ?studio|llama\.?cpp|llama-server|koboldcpp|jan\.ai|gpt4all|vllm|localai|comfyui|"
    r"automatic1111|oobabooga|text-generation-webui|11434|1234)\b"
)
ALONGSIDE = (
    r"\b(?:one more|another|additional|second|own|extra|separate|external|other|different|new|custom|"
    r"third)\b(?: \w+){0,2} (?:docker[- ])?(?:containers?|compose(?: file)?|docker-compose|stacks?|projects?)\b|"
    r"\bnext to the containers\b|\badded\b[^\n.]{0,30}\b(?:container|service|compose)\b"
)
TO_A_LABEL = (
    r"\b(?:proxy_pass|reverse_proxy|proxy|server|upstream|uri|url|forward(?:ed)?(?: to)?|"
    r"to)\b[ :/\w\"'=]{0,24}?[ /\"'](?!localhost|http|www)[a-z][a-z0-9_-]{1,40}:\d{2,5}\b"
)
ASKED_FIRST = (
    r"\boptions\b(?! *[:=])[^\n.]{0,80}\b(?:401|403|404|405|500|501|unauthorized|forbidden|method not allowed|"
    r"not allowed)\b|"
    r"\b(?:401|403|404|405|unauthorized|forbidden)\b[^\n.]{0,40}\b(?:to|for|on|at) (?:the |an |every )?options\b|"
    r"\bpre-?flight\b"
)
OF_A_PAGE = (
    r"\b(?:fetch|axios|xhr|xmlhttprequest|ajax|browser|front-?end|chrome|firefox|react|angular|vue|page|headers?)\b"
)


def not_at_home_but_by_address(text: Text) -> Lines:
    return unless(both(text.find(WINDOWS_CONTAINERS), text.find(NOT_AT_HOME), engine(text)), text.find(r"\bwsl\b"))


def answered_by_a_stranger(text: Text) -> Lines:
    """What cannot answer with a gateway's error did, and no gateway is spoken of."""
    return unless(text.find(DIRECT_502), text.find(BETWEEN_THERE))


def asked_from_far_away(text: Text) -> Lines:
    return both(text.find(HOSTED), text.find(MINE_AT_LOCALHOST), either(met(text, "refused"), text.find(TOLD_REFUSED)))


LEADS: tuple[Lead, ...] = (
    *beside(
        "the question that a browser puts beforehand is turned away", {"cors-blocked": 3.0}, ASKED_FIRST, OF_A_PAGE
    ),
    *leads(
        "containers of Windows are not at the host's own loopback",
        not_at_home_but_by_address,
        {HAIRPIN: 4.5, UNPUBLISHED: -2.5, SCOPE: -2.0, "localhost-inside-container": -1.5},
    ),
    *leads(
        "a service on machines of others is told to ask localhost",
        asked_from_far_away,
        {AWAY: 3.5, MODELS: -2.0, "localhost-inside-container": -1.5, "nothing-listening": -1.0},
    ),
    *leads(
        "a server of this machine, asked directly, answered with the error of a gateway",
        answered_by_a_stranger,
        {CAUGHT: 2.5, MODELS: -1.5, "reverse-proxy-upstream-refused": -2.0, "ai-model-load-failure": -1.0},
    ),
    *beside(
        "a gateway to models has none behind it that answers",
        {MODELS: 3.0, "reverse-proxy-upstream-refused": -1.5, "gateway-upstream-address-wrong-or-stale": -1.0},
        INFERENCE_GATE,
        NO_UPSTREAM,
        OF_MODELS,
    ),
    *beside(
        "in the host's own network a container gets to a server of models",
        {LOOPBACK_AI: 2.0, "container-cannot-reach-host": -1.0, SCOPE: -1.0},
        HOST_NETWORK_HELPS,
        LOCAL_MODELS,
    ),
    *beside(
        "a gateway is to find a container by name that was begun apart from it",
        {SCOPE: 2.5, "gateway-upstream-address-wrong-or-stale": -1.5},
        ALONGSIDE,
        TO_A_LABEL,
        r"\b50[234]\b|\bhost not found\b|\bno such host\b|\bbad gateway\b",
    ),
)
