"""What speaks for a watcher that lives while its program is gone."""

from __future__ import annotations

from portwise.read.grounds import IN_USE, ended_for_another, refused, together, watcher_and_crash
from portwise.read.lead import Lead
from portwise.read.text import unless
from portwise.read.vocabulary import BROKEN, WATCHER
from portwise.read.waits import lead

ENDED = (
    (
        r"\[nodemon\] app crashed|app crashed - waiting for file changes|"
        r"failed running '.{1,80}'\. waiting for file changes|waiting for (?:file )?changes before (?:start|"
        r"restart)"
    ),
    (
        r"waiting for (?:you to fix|changes to restart)|\[error\] .{0,40}(?:waiting|watching) for|"
        r"process exited .{0,40}waiting for changes|crashed\. waiting for"
    ),
)
LEADS = (
    together(
        "dev-watcher-alive-child-crashed",
        "a watcher runs, a change broke the program, and it is refused",
        2.2,
        refused,
        WATCHER,
        BROKEN,
    ),
    Lead(
        "dev-watcher-alive-child-crashed",
        "a watcher says that its program ended and that it waits for a change",
        4.5,
        lambda text: unless(text.find(*ENDED), ended_for_another(text), IN_USE(text)),
    ),
    Lead(
        "dev-watcher-alive-child-crashed",
        "a watcher runs, and below it its program ends with an error",
        3.0,
        lambda text: unless(watcher_and_crash(text), ended_for_another(text)),
    ),
    lead(
        "dev-watcher-alive-child-crashed",
        "a watcher runs, and its program fails",
        1.2,
        (
            r"found \d+ errors?\. watching for file changes|started reloader process.{0,600}traceback|"
            r"(?:statreload|watchfiles|watchgod).{0,400}(?:traceback|error)"
        ),
        (
            r"\* restarting with (?:stat|watchdog).{0,600}traceback|failed to build, error|ts-node-dev|tsx watch|"
            r"cargo watch|\[rerun\]|nodemon|--watch\b|--reload\b"
        ),
        (
            r"\bwatcher (?:is|keeps|still|stays)|\breload(?:s|er)? (?:dies|crash|fail|hangs)|\bafter (?:i |each |"
            r"every |a )?(?:sav(?:e|ing)|edit|change|hot reload|reload)\b"
        ),
    ),
)
