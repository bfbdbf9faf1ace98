"""Servers that an environment names, and what it names that is none."""

import pytest

from portwise.formats.dependencies import dependencies
from portwise.model.behind import Dependency


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ({"DATABASE_URL": "postgres://***@db/shop"}, [("db", 5432, "postgres", "DATABASE_URL")]),
        ({"MONGO_URI": "mongodb://a:1,b:2/x"}, [("a", 1, "mongodb", "MONGO_URI"), ("b", 2, "mongodb", "MONGO_URI")]),
        ({"REDIS_HOST": "cache", "REDIS_PORT": "6380"}, [("cache", 6380, "", "REDIS_HOST")]),
        ({"PGHOST": "::1", "PGPORT": "5433"}, []),
        ({"PGHOST": "[::1]", "PGPORT": "5433"}, [("::1", 5433, "", "PGHOST")]),
        ({"PGHOST": "/run/postgresql"}, []),
        ({"KAFKA_BROKERS": "k1:9092, k2:9092"}, [("k1", 9092, "", "KAFKA_BROKERS"), ("k2", 9092, "", "KAFKA_BROKERS")]),
        ({"API_URL": "https://api.example"}, [("api.example", 443, "https", "API_URL")]),
        ({"PUBLIC_URL": "http://localhost:3000", "NEXTAUTH_URL": "http://localhost:3000"}, []),
        ({"DATABASE_URL": "sqlite:///shop.db", "SOME_URL": "***", "X_PORT": "1"}, []),
        ({"REDIS_URL": "redis://h:99999"}, []),
        ({"OPENAI_API_BASE": "http://llama:8080/v1"}, [("llama", 8080, "http", "OPENAI_API_BASE")]),
        (
            {"OLLAMA_BASE_URLS": "http://a:11434;http://b:11434"},
            [("a", 11434, "http", "OLLAMA_BASE_URLS"), ("b", 11434, "http", "OLLAMA_BASE_URLS")],
        ),
        ({"QDRANT_HOST": "vectors"}, [("vectors", 6333, "", "QDRANT_HOST")]),
    ],
)
def test_only_a_host_with_a_port_that_belongs_to_somebody_else_counts(variables, found):
    """Every other variable names nobody who could be knocked at."""
    assert [Dependency(*row) for row in found] == list(dependencies(variables.items()))
