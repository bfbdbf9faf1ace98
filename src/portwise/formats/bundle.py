"""``portwise.bundle/1``: evidence as JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from portwise.formats.values import Unfit, answers, fact, fits, pack, unpack
from portwise.model.bundle import MOST, SCHEMA, Bundle, Found, NotABundle
from portwise.model.evidence import Known, Observation, Unasked, Unknown
from portwise.model.facts import ATTEMPT
from portwise.model.reading import Reading
from portwise.model.record import NamedTuple
from portwise.model.repeat import Repeat
from portwise.model.start import Start
from portwise.model.target import Target
from portwise.model.testimony import Heard

T = TypeVar("T")
MANY = 50_000  # observations; a machine with nine thousand connections makes some hundreds
LINE = 160  # letters of a remark
# Rows over which every cause is judged: each of those attempts, and whatever listens or holds a port
SPOTS, SOCKETS = 64, 2_000
TABLES = ("listeners", "bound", "datagrams", "unix-listeners")


class Read(NamedTuple):
    bundle: Bundle
    skipped: tuple[str, ...]  # one line each


def encode(bundle: Bundle) -> str:
    document = {
        "schema": SCHEMA,
        "version": bundle.version,
        "platform": bundle.platform,
        "vantage": bundle.vantage,
        "deep": bundle.deep,
        "elapsed_ms": round(bundle.elapsed_ms, 1),
        "target": pack(bundle.target),
        "repeat": pack(bundle.repeat),
        "heard": pack(bundle.heard),
        "start": pack(bundle.start),
        "asked": bundle.asked,
        "found": [found._asdict() for found in bundle.found],
        "observations": [observed(o) for o in bundle.observations],
    }
    if bundle.reading is not None:
        document["reading"] = pack(bundle.reading)
    return json.dumps(document, ensure_ascii=True, indent=1) + "\n"


def observed(o: Observation) -> dict[str, object]:
    about = {"id": o.id, "fact": o.question.fact.name, "about": pack(o.question.key)}
    if isinstance(o.said, Known):
        said: dict[str, object] = {"value": pack(o.said.value)}
    else:
        said = {"unknown": {**o.said._asdict(), "asked": not isinstance(o.said, Unasked)}}
    return {**about, **said, "source": o.source, "at": o.at}


def decode(data: bytes) -> Read:
    """Raises `NotABundle`; an observation that this version cannot read is left out, and said."""
    document = opened(data)
    skipped: list[str] = []
    rows = document.get("observations")
    if not isinstance(rows, list) or len(rows) > MANY:
        raise NotABundle("its observations are no list, or a list without end")
    try:
        target = unpack(document.get("target"))
    except (Unfit, RecursionError) as error:
        raise NotABundle(f"its target: {error}") from None
    if not isinstance(target, Target):
        raise NotABundle("it has no target")
    bundle = Bundle(
        target,
        observations(rows, skipped),
        version=word(document, "version"),
        platform=word(document, "platform"),
        deep=document.get("deep") is True,
        vantage=word(document, "vantage") or Bundle._field_defaults["vantage"],
        elapsed_ms=number(document.get("elapsed_ms")),
        repeat=beside(document, "repeat", Repeat, skipped),
        heard=beside(document, "heard", Heard, skipped),
        start=beside(document, "start", Start, skipped),
        asked=word(document, "asked"),
        found=tuple(map(found, rows_of(document, "found"))),
        reading=beside(document, "reading", Reading, skipped),
    )
    return Read(bundle, tuple(dict.fromkeys(skipped)))


def opened(data: bytes) -> dict[str, Any]:
    if len(data) > MOST:
        raise NotABundle(f"it is longer than {MOST >> 20} MB")
    try:
        document = json.loads(data, parse_constant=refused)
    except (ValueError, RecursionError):
        raise NotABundle("it is no JSON") from None
    if not isinstance(document, dict) or not isinstance(schema := document.get("schema"), str):
        raise NotABundle("it says no schema")
    if schema != SCHEMA:
        raise NotABundle(f"its schema is {schema[:LINE]!r}, and this version reads {SCHEMA}")
    return document


def refused(word: str) -> float:
    raise ValueError(word)


def observations(rows: list[Any], skipped: list[str]) -> tuple[Observation, ...]:
    """No more attempts than a name can have addresses: every cause is judged for each of them."""
    kept = [one for row in rows if (one := read(row, skipped))]
    spots = [one for one in kept if one.question.fact is ATTEMPT]
    if len(spots) > SPOTS:
        skipped.append(f"not read: attempt: {len(spots) - SPOTS} more than {SPOTS}")
    late = {id(one) for one in spots[SPOTS:]}
    return tuple(one for one in kept if id(one) not in late)


def read(row: object, skipped: list[str]) -> Observation | None:
    name = row.get("fact") if isinstance(row, dict) else None
    known = fact(name) if isinstance(name, str) else None
    if known is None or not isinstance(row, dict):
        skipped.append(f"not read: {remark(name)}, a fact that this version does not know")
        return None
    try:
        return observation(row, known)
    except (Unfit, RecursionError) as why:
        skipped.append(f"not read: {known.name}: {remark(why)}")
        return None


def observation(row: dict[str, Any], known: Any) -> Observation:
    about, value = answers()[known.name]
    key, source = unpack(row.get("about")), unpack(row.get("source"))
    if not fits(key, about) or not isinstance(row.get("id"), str) or not isinstance(source, str):
        raise Unfit("it is about something else")
    rows = row.get("value")
    if known.name in TABLES and isinstance(rows, list) and len(rows) > SOCKETS:
        raise Unfit(f"it has more than {SOCKETS} rows")
    if "value" not in row:
        said: Known[Any] | Unknown = unknown(row.get("unknown"))
    elif fits(told := unpack(row["value"]), value):
        said = Known(told)
    else:
        raise Unfit("its value is of another kind")
    return Observation(row["id"], known.of(key), said, source, number(row.get("at")))


def unknown(packed: object) -> Unknown:
    if not isinstance(packed, dict):
        raise Unfit("neither a value nor why there is none")
    why, to_know = unpack(packed.get("why")), unpack(packed.get("to_know"))
    if not isinstance(why, str) or not isinstance(to_know, str):
        raise Unfit("it does not say why it is unknown")
    return (Unknown if packed.get("asked") is not False else Unasked)(why, to_know)


def beside(document: dict[str, Any], name: str, kind: Callable[..., T], skipped: list[str]) -> T | None:
    try:
        value = unpack(document.get(name))
    except (Unfit, RecursionError) as why:
        skipped.append(f"not read: {name}: {remark(why)}")
        return None
    return value if isinstance(value, kind) else None  # type: ignore[arg-type]  # kind is a class


def found(row: dict[str, Any]) -> Found:
    return Found(word(row, "cause"), word(row, "state"))


def rows_of(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = document.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def word(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and abs(value) < 1e15 else 0.0


def remark(text: object) -> str:
    said = " ".join(str(text).split())
    return said if len(said) <= LINE else f"{said[:LINE]}…"
