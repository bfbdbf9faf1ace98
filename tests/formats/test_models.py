"""What servers of language models say of their models, in the forms that each documents."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import models
from portwise.formats.http1 import Response
from portwise.model.behind import Models

LOADING = b'{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}'
NO_MEMORY = "model requires more system memory (8.4 GiB) than is available (3.1 GiB)"


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
