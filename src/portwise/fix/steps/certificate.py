"""
A certificate that signed itself is renewed with the key that it has, openssl-x509(1), and its server starts again.

Subject, names and key stay; the dates are new, and a name that it lacked is put to the others.  Its number is new too:
two of one signer with the same number Firefox refuses for good (SEC_ERROR_REUSED_ISSUER_AND_SERIAL).  One that says by
that number who signed it (RFC 5280 section 4.2.1.1) stays as it is.  The old file lies beside it, and comes back by its
name.  Only of a file that the report itself speaks of, and where nothing is kept under that name already.
"""

from __future__ import annotations

import re

from portwise.fix.steps.edit import anew
from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import CERTIFICATE_FILES
from portwise.model.renewal import NAMING, RENEWING
from portwise.model.repair import Deed, Grade, Look

PATH = r"/[\w./@+-]+"
NAME = r"[\w*][\w.*-]*|[0-9A-Fa-f.:]+"
ONE = r"(?:DNS|IP):[\w.:*-]+"
GAPS = {"key": PATH, "all_names": rf"{ONE}(?:,{ONE})*", "check": "checkip|checkhost", "called": NAME}


def form(words: str) -> re.Pattern[str]:
    """What its gaps may hold; the file is the same throughout."""
    pattern = re.escape(words).replace(re.escape("{file}"), f"(?P<file>{PATH})", 1)
    pattern = pattern.replace(re.escape("{file}"), "(?P=file)")
    for name, holds in GAPS.items():
        pattern = pattern.replace(re.escape(f"{{{name}}}"), f"(?P<{name}>{holds})")
    return re.compile(pattern, re.ASCII)


FORMS = (form(RENEWING), form(NAMING))
PRINT = re.compile(r"Fingerprint=([0-9A-F:]{95})")
DAYS = re.compile(r" -days (\d+) ")
OTHER = "another than "


def reads(_: Argv, __: Evidence) -> Deed | None:
    """Who has read the old one goes on showing it: one of the two commands alone is none of it."""
    return None


def with_next(argv: Argv, then: Argv, seen: Evidence) -> Deed | None:
    script = argv[2] if len(argv) == 3 and argv[:2] == ("sh", "-c") else ""
    found = next(filter(None, (known.fullmatch(script) for known in FORMS)), None)
    if found is None or not spoken_of(found["file"], found["key"], seen):
        return None
    look = Look("output", ("openssl", "x509", "-in", found["file"], "-noout", "-fingerprint", "-sha256"))
    deed = anew(Deed("certificate", argv, look, Grade.EQUIVALENT), then, seen)
    return deed and deed._replace(then=then)


def spoken_of(file: str, key: str, seen: Evidence) -> bool:
    told = (one.said.value for one in seen if one.question.fact is CERTIFICATE_FILES and isinstance(one.said, Known))
    return any((row.file, row.key) == (file, key) for rows in told for row in rows)


def state(_: Deed, seen: str) -> str:
    found = PRINT.search(seen)
    return found[1] if found else ""


def wanted(_: Deed, before: str, __: str) -> str:
    """Which one it will be, nobody knows before."""
    return OTHER + before


def reached(now: str, then: str) -> bool:
    return bool(now) and now != then.removeprefix(OTHER)


def back(deed: Deed, _: str, __: str) -> Argv:
    file = deed.look.what[3]
    return "mv", f"{file}.before", file


def holds(deed: Deed) -> str:
    """openssl-x509(1), -checkend: seconds; 30 days before."""
    days = DAYS.search(deed.argv[2])
    watch = f"openssl x509 -in {deed.look.what[3]} -noout -checkend 2592000"
    return f"it ends in {days[1] if days else 'some'} days; in the last 30 of them this fails: {watch}"


KIND = Kind("certificate", reads, state, wanted, back, reached=reached, with_next=with_next, holds=holds)
