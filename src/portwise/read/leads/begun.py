"""What speaks for a server that nobody started, and for one that was asked a moment too early."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.grounds import bind_trouble, refused
from portwise.read.hints import met
from portwise.read.lead import Lead
from portwise.read.scene import engine
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import lead, lines, listening

STOPPED = (
    (
        r"\bbrew services\b[^\n]{0,60}\b(?:none|stopped|not)\b|\bis-(?:active|enabled)\b[^\n]{0,30}\b(?:inactive|"
        r"disabled|"
        r"failed|unknown)\b|^(?:inactive|disabled)$|\bpgrep\b[^\n]{0,40}\b(?:nothing|empty|no output)\b|"
        r"\bjps\b[^\n]{0,20}\b(?:only|just)\b|\bport \d+\)?: down\b|\b\d+/main\b[^\n]{0,30}\bdown\b"
    ),
    (
        r"\bdocker ps\b[^\n]{0,40}\b(?:headline|header|empty|nothing)\b|\bnothing in docker ps\b|"
        r"\bonly (?:the |a )?(?:\w+ )?(?:\S+-)?client\b|\bno \w+ (?:icon|entry)\b[^\n]{0,30}\b(?:tray|clock|"
        r"menu bar)\b|"
        r"\b(?:redis|mysql|postgres\w*|mongo\w*|nginx|ollama|unbound|kafka)\b[^\n]{0,20}\b(?:is |was )?(?:none|stopped|"
        r"not started|disabled)\b"
    ),
)
ASKS = (
    r"\b(?:do i (?:have|need) to (?:start|run|press|do|install)|is there (?:something|anything) (?:more|else) to|"
    r"what did (?:the \w+ )?not do|should i (?:start|run|press)|how do i start|do i need anything)\b"
)
LATER = (
    (
        r"\b(?:by hand|manually|copy-?past\w+ it|same (?:command|line)|if i (?:click|press|run|enter|start|restart|"
        r"reload|"
        r"paste|type))\b[^\n]{0,80}\b(?:\d+ ?min\w*|later|minute|afterwards|no problem|works?|ok|created|there|fine|"
        r"2\d\d|succeeds|they run)\b"
    ),
    (
        r"\bsleep \d+[^\n]{0,40}\b(?:gone|green|fine|works?|ok|helps?|mostly|never)\b|\bfirst minute\b|"
        r"\b(?:after|for) (?:half a|a|one|the first|about a|some) (?:minute|moment|seconds)\b[^\n]{0,60}\b(?:ok|fine|"
        r"there|works?|all|everything|good)\b"
    ),
    (
        r"\b(?:immediately|right away|too fast|too quickly|faster than)\b[^\n]{0,100}\b(?:f5|reload\w*|again|retry|"
        r"second time|later|a minute|everything is there|by hand)\b|\bpress f5\b|\bdies? at boot\b|"
        r"\b(?:boots?|starts?) faster\b|\bthe (?:next|second) [^\n]{0,30}\b(?:klappt|works|succeeds|passes)\b"
    ),
)
UNREACHED = r"\bcould not connect\b|\bcan'?t connect\b|\bunreachable\b|\bcan'?t reach\b"
FORBIDDEN = r"permission denied|operation not permitted|\beperm\b|no route to host"


def not_started(text: Text) -> Lines:
    """A look at services or processes shows that it does not run."""
    return unless(text.find(*STOPPED), bind_trouble(text), engine(text), lines(listening(text)))


def a_moment_later(text: Text) -> Lines:
    """The same thing gets through by hand, or after a moment."""
    in_vain = either(refused(text), met(text, "http-5xx", "reset", "empty"), text.find(UNREACHED))
    return unless(both(text.find(*LATER), in_vain), bind_trouble(text), text.find(FORBIDDEN))


LEADS = (
    Lead("nothing-listening", "a look at its service or its process shows that it does not run", 2.4, not_started),
    lead("nothing-listening", "somebody asks whether it has to be started", 1.2, ASKS),
    Lead("redis-protected-mode-or-bind", "it does not run", -2.0, not_started),
    Lead("postgres-not-accepting-tcp", "it does not run", -1.6, not_started),
    Lead("advertised-address-unreachable", "it does not run", -2.2, not_started),
    Lead("startup-race-not-ready", "the same gets through by hand, or a moment later", 1.8, a_moment_later),
)
