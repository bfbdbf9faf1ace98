"""
How servers of language models say that they are ready: llama.cpp, vLLM, SGLang, Ollama.

GET alone, no model is used and none is loaded by asking.  Sources: tools/server/README.md of llama.cpp (/health),
vllm/entrypoints/serve of vLLM, docs/api.md of Ollama (/api/tags).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from portwise.formats import pages
from portwise.formats.http1 import Response
from portwise.model.behind import Models

HEALTH, TAGS = "/health", "/api/tags"
PATHS: Mapping[str, str] = MappingProxyType({"llama-server": HEALTH, "vllm": HEALTH, "sglang": HEALTH, "ollama": TAGS})
READY, LOADING, FAILED, EMPTY = "ready", "loading", "failed", "empty"
MARKS: Mapping[str, str] = MappingProxyType({"model: loading": LOADING, "model: failed": FAILED})
LONGEST = 160  # characters of what it says


def read(program: str, page: Response) -> Models:
    """Raises ValueError where the page is not one of such a server."""
    told = document(page.body)
    if state := MARKS.get(pages.marker(page)):
        return Models(state, words(told))
    if page.status >= 500 and program:
        return Models(FAILED, words(told) or f"HTTP {page.status} at {PATHS.get(program, HEALTH)}")
    if page.status != 200:
        raise ValueError(f"it answers {page.status}, which says nothing of a model")
    if PATHS.get(program) != TAGS:
        return Models(READY, "")
    if not isinstance(told, dict) or not isinstance(told.get("models"), list):
        raise ValueError("not the list of models that Ollama gives")
    return Models(READY if told["models"] else EMPTY, "")


def document(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def words(told: Any) -> str:
    """What an error says of itself: ``{"error": {"message": …}}``, ``{"error": …}``, ``{"detail": …}``."""
    for name in ("error", "message", "detail"):
        if isinstance(told, dict) and name in told:
            told = told[name]
    return " ".join(told.split())[:LONGEST] if isinstance(told, str) else ""
