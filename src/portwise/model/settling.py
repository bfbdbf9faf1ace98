"""What to ask for where a text leaves it open."""

from __future__ import annotations

from portwise.model.target import Intent, Target

AUTHOR = "ask which address and port is used, and for the whole error"  # where not even that is told
LONGEST = 80  # characters of a target that is worth being typed again


def why(target: Target) -> str:
    return there("portwise why TARGET", target)


def there(step: str, target: Target) -> str:
    """A vantage is a place of its own; everything else is asked where it happened."""
    if not (target.host or target.port) or len(target.raw) > LONGEST:
        return AUTHOR
    bind = target.intent is Intent.BIND and not target.raw.startswith("--bind")
    step = step.replace("TARGET", f"--bind {target.raw}" if bind else target.raw)
    return step if "--vantage" in step else f"{step}, on that machine"
