"""What servers of language models say of their models, in the forms that each documents."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import models
from portwise.formats.http1 import Response
from portwise.model.behind import Models

LOADING = b'{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}'
NO_TYPE = 'type "vector" does not exist'
NO_EXTENSION = 'extension "vector" is not available'
NO_MEMORY = "model requires more system memory (8.4 GiB) than is available (3.1 GiB)"


QDRANT = b'{"status":{"error":"Not found: Collection `docs` doesn\'t exist!"},"time":8.9e-6}'
RED = b'{"result":{"status":"red","optimizer_status":{"error":"No space left on device"}}}'
CHROMA = b'{"error":"NotFoundError","message":"Collection [docs] does not exist"}'
VLLM = b'{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","code":404}'
MILVUS = b'{"state":"component rootcoord state is Initializing","detail":[]}'
ABNORMAL = "component proxy state is Abnormal"


def page(status, body=b""):
    return Response(status, "", (), body)


@pytest.mark.parametrize(
    ("program", "answer", "expected"),
    [
        ("llama-server", page(503, LOADING), Models("loading", "Loading model")),
        ("llama-server", page(200, b'{"status":"ok"}'), Models("ready", "")),
        ("vllm", page(200), Models("ready", "")),
        ("vllm", page(503), Models("failed", "HTTP 503 at /health")),
        ("sglang", page(503), Models("failed", "HTTP 503 at /health")),
        ("ollama", page(200, b'{"models":[]}'), Models("empty", "")),
        ("ollama", page(200, b'{"models":[{"name":"llama3"}]}'), Models("ready", "")),
        ("", page(500, json.dumps({"error": NO_MEMORY}).encode()), Models("failed", NO_MEMORY)),
        ("", page(500, b'{"detail":"EngineDeadError"}'), Models("failed", "EngineDeadError")),
        ("", page(503, LOADING), Models("loading", "Loading model")),
        ("lm-studio", page(200, b'{"object":"list","data":[]}'), Models("empty", "")),
        ("lm-studio", page(200, b'{"data":[{"id":"a","state":"not-loaded"}]}'), Models("ready", "")),
        ("text-embeddings-router", page(503, b'{"error":"unhealthy"}'), Models("failed", "unhealthy")),
        ("qdrant", page(503, b"some shards are not ready"), Models("loading", "")),
        ("qdrant", page(404, QDRANT), Models("missing", "Not found: Collection `docs` doesn't exist!")),
        ("qdrant", page(200, b'{"result":{"status":"green"}}'), Models("ready", "")),
        ("qdrant", page(200, RED), Models("failed", "No space left on device")),
        ("weaviate", page(503), Models("loading", "HTTP 503 at /v1/.well-known/ready")),
        ("weaviate", page(404), Models("missing", "")),
        ("", page(500, b'ERROR: type "vector" does not exist'), Models("missing", NO_TYPE)),
        (
            "",
            page(500, b'{"e": "type \\"vector\\" does not exist"}'),
            Models("missing", NO_TYPE),
        ),
        ("", page(500, b"extension &quot;vector&quot; is not available"), Models("missing", NO_EXTENSION)),
        ("", page(404, CHROMA), Models("missing", "Collection [docs] does not exist")),
        ("", page(404, VLLM), Models("missing", "The model `x` does not exist.")),
        ("milvus", page(500, MILVUS), Models("loading", "component rootcoord state is Initializing")),
        ("milvus", page(500, b'{"state":"component proxy state is Abnormal"}'), Models("failed", ABNORMAL)),
    ],
)
def test_each_says_it_in_its_own_way(program, answer, expected):
    """By its documentation."""
    assert expected == models.read(program, answer)


@pytest.mark.parametrize(
    ("program", "answer"),
    [
        ("ollama", page(200, b"Ollama is running")),
        ("ollama", page(200, b'{"models":3}')),
        ("ollama", page(404)),
        ("vllm", page(401)),
        ("", page(500, b'{"error":"something else"}')),
    ],
)
def test_what_says_nothing_of_a_model_is_no_state(program, answer):
    """It stays unknown."""
    with pytest.raises(ValueError, match=r"\w"):
        models.read(program, answer)


@given(st.sampled_from(["", *models.PATHS]), st.integers(100, 599), st.binary(max_size=200))
def test_any_page_is_a_state_or_none(program, status, body):
    """And what it says is one line."""
    try:
        met = models.read(program, page(status, body))
    except ValueError:
        return

    assert len(met.says.splitlines()) <= 1


@pytest.mark.parametrize(
    ("program", "asked", "expected"),
    [
        ("ollama", "/api/chat", "/api/tags"),
        ("qdrant", "/", "/readyz"),
        ("qdrant", "/collections/docs/points/query", "/collections/docs"),
        ("weaviate", "/v1/schema/Doc", "/v1/schema/Doc"),
        ("", "/v1/models/x", "/v1/models/x"),
    ],
)
def test_what_is_asked(program, asked, expected):
    """Its health, or the one thing that the request is about; what the target asks where nobody knows who answers."""
    assert expected == models.path(program, asked)


CHROMAS = "/api/v2/tenants/t/databases/d/collections"


@pytest.mark.parametrize(
    ("asked", "listing", "body", "names"),
    [
        ("/collections/docs", "/collections", b'{"result":{"collections":[{"name":"a"},{"name":"b"}]}}', ("a", "b")),
        ("/v1/schema/Doc", "/v1/schema", b'{"classes":[{"class":"A"}]}', ("A",)),
        ("/v1/models/x", "/v1/models", b'{"object":"list","data":[{"id":"m"}]}', ("m",)),
        (f"{CHROMAS}/docs", CHROMAS, b'[{"name":"papers"}]', ("papers",)),
        ("/collections/docs", "/collections", b"<html>", ()),
        ("/elsewhere", "", b"[]", ()),
    ],
)
def test_what_it_has_instead(asked, listing, body, names):
    """The list beside the thing that is missing, and the names in it."""
    assert (listing, names) == (models.listing(asked), models.names(asked, page(200, body)))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (page(406, b'{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600}}'), True),
        (page(405, b'{"jsonrpc":"2.0","error":{"code":-32000,"message":"Method not allowed."},"id":null}'), True),
        (Response(200, "", (("content-type", "text/event-stream; charset=utf-8"),), b"event: endpoint"), True),
        (page(200, b'{"jsonrpc":"2.0"}'), False),
        (page(404, b"Not Found"), False),
        (page(405), False),
    ],
)
def test_the_model_context_protocol(answer, expected):
    """It is spoken where a GET is an error of JSON-RPC, or opens a stream of events."""
    assert expected is models.speaks_mcp(answer)


@pytest.mark.parametrize(
    ("asked", "port", "programs"),
    [
        ("/api/generate", 8000, ["ollama"]),
        ("/v1/chat/completions", 8000, ["ollama", "lm-studio"]),
        ("/v1/objects?limit=1", 8000, ["weaviate"]),
        ("/x", 11434, ["ollama"]),
        ("/x", 1234, ["lm-studio"]),
        ("/api/users", 8000, []),
    ],
)
def test_who_may_be_meant(asked, port, programs):
    """By a path or a port of its own; nobody else is asked anything."""
    assert programs == [program for program, _ in models.candidates(asked, port)]


@pytest.mark.parametrize(
    ("program", "answer", "known"),
    [
        ("ollama", page(200, b"Ollama is running"), True),
        ("ollama", page(200, b"<p>Ollama is running</p>"), False),
        ("weaviate", page(200), True),
        ("weaviate", page(200, b"<html>"), False),
        ("weaviate", page(503), False),
        ("lm-studio", page(200, b'{"object":"list","data":[]}'), True),
        ("lm-studio", page(200, b'{"data":[]}'), False),
        ("lm-studio", page(200, b"["), False),
        ("lm-studio", page(404, b'{"object":"list","data":[]}'), False),
    ],
)
def test_it_is_known_by_a_page_of_its_own(program, answer, known):
    """Which no other server has by chance."""
    assert known is models.is_by(program, answer)
