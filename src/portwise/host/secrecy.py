"""What tells that something is a secret: names, forms, and the options of well-known programs."""

from __future__ import annotations

import re
from collections.abc import Sequence

HIDDEN = "***"

# Without one of these in it a name says nothing
HINTS = (
    "pass",
    "pw",
    "secret",
    "token",
    "auth",
    "cred",
    "cookie",
    "jwt",
    "dsn",
    "sid",
    "sess",
    "bearer",
    "key",
    "pin",
    "licen",
)
PARTS = r"[-_.\s]+|(?<=[a-z0-9])(?=[A-Z])"  # kebab-case, snake_case, dotted.names, camelCase
PART = (
    r"\w*(?:password|passwd|passphrase|secret|apikey|credential)s?|\w*(?:token|authorization)|(?!by|com|over|sur)\w*pass"
    r"|pwd|pw|auth|masterauth|bearer|cookie|jwt|dsn|sessionid|sessid|phpsessid|sid"
)
KEY = (
    r"(?:api|access|private|secret|encryption|signing|master|service|account|auth|shared|app|consumer|webhook|client|licen[cs]e)"
    r"key"
)
LAST = r"pin|pincode|licen[cs]e"  # where nothing follows: --pin-memory and --license-file are none
RAW_KEY = r"[\"']?(?:0[xX])?[0-9a-fA-F]{32,}(?!\w)[\"']?"  # 128 bits at least; after --key a path is none
NOT_SECRET = {"pwd", "oldpwd"}  # the folder of a shell, environ(7)
HEADERS = {"authorization", "proxy-authorization", "cookie", "set-cookie"}
SCHEMES = {"bearer", "basic", "digest", "negotiate", "token", "apikey"}  # of RFC 9110 section 11.1, and two in wide use
# Forms that issuers document: JWT (RFC 7519), GitHub, GitLab, Slack, Stripe and OpenAI, AWS, Google, npm, Hugging Face
# and a long number in hexadecimal with its 0x, as wallets write keys: ids of containers, digests and commits have none
FORM_SIGNS = ("0x", "eyJ", "gh", "glpat-", "xox", "sk", "rk", "AKIA", "ASIA", "AIza", "npm_", "hf_")
FORM = (
    r"\b(?:eyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*)?|gh[opsru]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}"
    r"|xox[abeoprs]-[\w-]{10,}|[sr]k[-_](?:live|test|proj|ant)[-_][\w-]{10,}|sk-[A-Za-z0-9]{20,}"
    r"|A[KS]IA[0-9A-Z]{16}|AIza[\w-]{30,}|npm_\w{20,}|hf_\w{20,}"
    r"|0x[0-9a-fA-F]{32,})"
)
SHELLS = {"sh", "bash", "dash", "zsh", "ksh", "ash", "fish"}
MYSQL = ("mysql", "mariadb")  # mysql(1): -p without a value asks for it
# The value of these options is a secret: the manual of each program
OPTIONS = {
    "sshpass": ("-p",),
    "mongo": ("-p",),
    "redis-cli": ("-a",),
    "redis-benchmark": ("-a",),
    "curl": ("-u", "--user", "-U", "--proxy-user", "-b"),
    "ldap": ("-w",),
}
PROGRAMS = (*OPTIONS, *MYSQL)
LOGINS = {"docker", "podman", "nerdctl", "helm", "oc"}  # -p is a port unless somebody logs in


def is_secret(name: str) -> bool:
    """Whether a name says that its value is secret: ``--db-password``, ``apiKey``; not ``--tokenizer``, ``author``."""
    name = name.strip("\"'-")
    lower = name.lower()
    if lower in NOT_SECRET or not any(hint in lower for hint in HINTS):
        return False
    parts = [part.lower() for part in re.split(PARTS, name) if part]
    last = parts[-1] if parts else ""
    said = any(re.fullmatch(PART, part) for part in parts) or re.fullmatch(LAST, last)
    return bool(said or re.search(KEY, "".join(parts)))


def is_key(name: str) -> bool:
    """``--key``: such a name alone says nothing, a file is named so as well; what is no path is one of `RAW_KEY`."""
    return name.strip("\"'-:").lower().endswith("key")


def is_header(name: str) -> bool:
    return name.lower() in HEADERS


def is_scheme(word: str) -> bool:
    return word.lower() in SCHEMES


def is_option(word: str) -> bool:
    """``-x`` or ``--long``; a secret may well begin with a hyphen, but not like this."""
    return (len(word) == 2 and word[0] == "-" and word[1].isalpha()) or (word[:2] == "--" and word[2:3].isalpha())


def announces(word: str) -> bool:
    """``--token``, ``Authorization:``, ``Bearer``: the next word is a secret."""
    if word.lower() == "bearer":
        return True
    return (word.endswith(":") or (word.startswith("-") and "=" not in word)) and is_secret(word.rstrip(":"))


def base(word: str) -> str:
    return word.rpartition("/")[2]


def takes_script(argv: Sequence[str]) -> bool:
    return bool(argv) and base(argv[0]) in SHELLS


def options(argv: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Short options of the programs named in *argv* whose value is a secret: written in one word, and apart."""
    programs = {base(word) for word in argv}
    named = tuple(program for program in programs if program.startswith(PROGRAMS))  # none of them, most often
    apart = tuple(o for name, taken in OPTIONS.items() if any(p.startswith(name) for p in named) for o in taken)
    if "login" in programs and programs & LOGINS:
        apart += ("-p",)
    asks = ("-p",) if any(program.startswith(MYSQL) for program in named) else ()
    return (*asks, *(option for option in apart if not option.startswith("--"))), apart
