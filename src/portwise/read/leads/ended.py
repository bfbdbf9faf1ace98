"""Containers that ended, restart or are not healthy."""

from __future__ import annotations

from portwise.model.reading import NOWHERE
from portwise.read.hints import says
from portwise.read.lead import Lead
from portwise.read.scene import down, engine, given, up

LEADS = (
    Lead(
        "container-exited-or-unhealthy",
        "the engine says that a container is not running",
        3,
        lambda t: tuple(n for one in down(t) for n in one.lines),
    ),
    Lead(
        "container-exited-or-unhealthy",
        "the engine says that the container is unhealthy or still starting",
        2.5,
        says(r"\(unhealthy\)|\(health: starting\)|\"status\": *\"unhealthy\"|\bcontainer\b.{0,60}is unhealthy\b"),
    ),
    Lead(
        "container-exited-or-unhealthy",
        "the engine does not list it among what runs",
        2.5,
        lambda t: given(
            engine(t),
            t.find(
                r"\b(?:docker|podman)(?:-compose| compose)? ps\b[^.\n]{0,80}\b(?:empty|nothing|"
                r"no (?:running )?containers?|not (?:there|listed|shown)|"
                r"doesn't (?:show|list)|does not (?:show|list)|isn't|is not|disappear\w*|vanish\w*|gone|missing)\b",
                r"\b(?:the )?list is empty\b|\bcontainer\b[^.\n]{0,40}\b(?:is gone|disappear\w*|vanish\w*|"
                r"isn't running|not running)\b",
            ),
        ),
    ),
    Lead(
        "container-exited-or-unhealthy",
        "a container ended",
        2.5,
        lambda t: given(
            engine(t),
            t.find(
                r"^\W*[\w.-]+ exited with code \d+",
                r"\b(?:container|containers|it)\b.{0,40}\b(?:exit(?:s|ed)?|stops?|stopped|died|dies|crash(?:es|"
                r"ed)?|shut(?:s)? down)\b.{0,30}\b(?:immediately|at once|right away|after|instantly|with|again|"
                r"straight)\b",
                r"\bkeeps? (?:on )?(?:restarting|crashing|exiting|stopping)\b|\b(?:restart(?:ing)?|crash) ?loop|"
                r"\bis restarting, wait\b|\brestarting\b[^.\n]{0,30}\b(?:all the time|constantly|forever|"
                r"over and over|again and again|endlessly)|container .{0,70} is not running",
            ),
        ),
    ),
    Lead(
        "container-exited-or-unhealthy",
        "the containers run",
        -1.5,
        lambda t: tuple(n for one in up(t) for n in one.lines) if not down(t) else NOWHERE,
    ),
    Lead(
        "container-exited-or-unhealthy",
        "somebody says that the container is not running",
        2.5,
        says(
            r"\bcontainers?\b[^.\n]{0,40}\b(?:is|was|has|are|were|had|shows?|in state|status:?) (?:already |"
            r"always |immediately |in )?"
            r"(?:exited|stopped|dead|restarting|crashed|created)\b|\bcontainers?\b[^.\n]{0,30}\bexit(?:s|"
            r"ed)? with (?:status|code|exit)"
        ),
    ),
    Lead(
        "container-app-bound-to-loopback",
        "somebody says that the container is not running",
        -1.5,
        says(
            r"\bcontainers?\b[^.\n]{0,40}\b(?:is|was|has|are) (?:already )?(?:exited|stopped|dead|restarting|crashed)\b"
        ),
    ),
)
