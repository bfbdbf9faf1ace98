"""Redis and MongoDB: protected mode, and settings by which they wait at the loopback alone."""

from __future__ import annotations

from portwise.read.hints import met, says
from portwise.read.lead import Lead
from portwise.read.leads.databases import (
    LOOPBACK,
    fails_at,
    from_elsewhere,
    own_loopback_of_container,
    set_wide,
    setting,
    waits_at,
)
from portwise.read.scene import given
from portwise.read.text import both, either, unless

REDIS, MONGO = "redis-protected-mode-or-bind", "mongodb-bindip"
REDIS_WORDS = r"\bredis\w*\b|\bioredis\b|\bjedis\b|\blettuce\b|\bsidekiq\b|:6379\b|\bport 6379\b|\bvalkey\b"
MONGO_WORDS = r"\bmongo\w*\b|\brobo(?:mongo|3t)\b|\bpymongo\b|:27017\b|\bport 27017\b"


LEADS = (
    Lead(
        REDIS,
        "Redis says that it is in protected mode",
        5,
        says(
            r"denied redis is running in protected mode|running in protected mode|\bprotected-mode\b|"
            r"\bprotected mode\b"
        ),
    ),
    Lead(
        REDIS,
        "Redis is set to wait at the loopback alone",
        3,
        lambda t: given(t.find(REDIS_WORDS), either(setting(t, "redis.conf", *LOOPBACK), waits_at(t, 6379))),
    ),
    Lead(
        REDIS,
        "Redis is refused or cut off from another machine",
        2,
        lambda t: given(
            t.find(REDIS_WORDS), both(from_elsewhere(t), either(met(t, "refused", "reset", "empty"), fails_at(t, 6379)))
        ),
    ),
    Lead(
        REDIS,
        "Redis closes what is connected",
        1.5,
        lambda t: given(
            t.find(REDIS_WORDS),
            t.find(
                r"socket closed unexpectedly|server closed the connection|error: server closed|\btls-port\b|"
                r"connection reset by peer"
            ),
        ),
    ),
    Lead(
        REDIS,
        "who asks is a container that asks its own loopback",
        -2,
        lambda t: given(t.find(REDIS_WORDS), own_loopback_of_container(t)),
    ),
    Lead(
        MONGO,
        "MongoDB is set to wait at the loopback alone",
        3,
        lambda t: either(setting(t, "mongod.conf", *LOOPBACK), waits_at(t, 27017)),
    ),
    Lead(MONGO, "where MongoDB waits is spoken of", 2.5, says(r"\bbind_?ip\b(?!\W{1,8}(?:\*|0\.0\.0\.0))")),
    Lead(
        MONGO,
        "MongoDB is refused from another machine",
        2.5,
        lambda t: given(
            t.find(MONGO_WORDS),
            both(
                from_elsewhere(t),
                either(
                    met(t, "refused", "reset", "empty", "timeout"),
                    fails_at(t, 27017),
                    t.find(r"network is unreachable|serverselection\w*"),
                ),
            ),
        ),
    ),
    Lead(
        MONGO,
        "MongoDB wants TLS",
        2,
        lambda t: given(
            t.find(MONGO_WORDS),
            t.find(r"\brequire(?:tls|ssl)\b|net\.tls|sslmode.{0,10}requir|the server is configured to only allow ssl"),
        ),
    ),
    Lead(
        MONGO,
        "it began with another version of MongoDB",
        1,
        lambda t: given(
            t.find(MONGO_WORDS),
            t.find(r"\b(?:upgrad|updat)\w+\b.{0,60}\b(?:mongo\w*|[2-8]\.\d)\b|\bmongo\w* (?:to )?[2-8]\.\d"),
        ),
    ),
    Lead(
        MONGO,
        "who asks is a container that asks its own loopback",
        -2,
        lambda t: given(t.find(MONGO_WORDS), own_loopback_of_container(t)),
    ),
    Lead(
        MONGO,
        "the set hands out other addresses",
        -1.5,
        says(r"replicasetnoprimary|\brs\.(?:initiate|conf|status|reconfig)\b|\breplica set\b"),
    ),
    Lead(
        MONGO,
        "MongoDB is set to wait everywhere",
        -3,
        lambda t: either(
            set_wide(t, "mongod.conf", "bindip"), t.find(r"\bbind_?ip\W{1,8}(?:\*|0\.0\.0\.0)|\bbind_?ip_?all\b")
        ),
    ),
    Lead(
        REDIS,
        "Redis is set to wait everywhere",
        -2,
        lambda t: unless(set_wide(t, "redis.conf", "bind"), t.find(r"denied|protected")),
    ),
    Lead(
        MONGO,
        "mongod says that it waits at the loopback",
        3.5,
        lambda t: given(
            t.find(MONGO_WORDS), t.find(r"listening on\W{1,12}(?:attr\W{1,6}address\W{1,5})?(?:127\.0\.0\.1|localhost)")
        ),
    ),
)
