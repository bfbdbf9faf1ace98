"""Which files of variables a server loads by itself, and what counts of them."""

import pytest

from portwise.formats import dotenv


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("node --env-file=.env --env-file=.env.local server.js", (".env.local", ".env")),
        ("uvicorn main:app --env-file prod.env", ("prod.env",)),
        ("dotenv -f shop.env run -- python app.py", ("shop.env",)),
        ("env-cmd -f .env.dev node server.js", (".env.dev",)),
        ("python app.py -f shop.env", ()),
        ("node --env-file", ()),
    ],
)
def test_a_command_line_names_what_is_loaded(line, files):
    """By the option of whoever loads it; the last of several goes before the others."""
    assert files == dotenv.named(tuple(line.split()))


@pytest.mark.parametrize(
    ("line", "files"),
    [
        ("python3 -u app.py --port 80", ("app.py",)),
        ("node /srv/shop/server.mjs", ("/srv/shop/server.mjs",)),
        ("python /usr/bin/gunicorn shop.wsgi:application", ("shop/wsgi.py",)),
        ("nginx -c nginx.conf", ()),
        ("redis-server 127.0.0.1:6379", ()),
    ],
)
def test_what_an_interpreter_was_given_is_looked_into(line, files):
    """A server by its file, or by its module."""
    assert files == dotenv.scripts(tuple(line.split()))


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("require('dotenv').config()", True),
        ("from dotenv import load_dotenv", True),
        ("process.loadEnvFile()", True),
        ("env.read_env(BASE_DIR / '.env')", True),
        ("from environs import Env", True),
        ("model_config = SettingsConfigDict(env_file=path)", True),
        ("const url = process.env.DATABASE_URL", False),
        ("import os\nos.environ['DATABASE_URL']", False),
        ("def test_env_files(): environment = 1", False),
    ],
)
def test_a_server_that_only_reads_its_environment_loads_no_file(text, calls):
    """What is set for it is not what lies beside it."""
    assert calls == dotenv.calls_it(text)


def test_what_was_given_goes_before_what_is_loaded():
    """Neither does a file go before one that stands before it; of two lines of one file the last counts."""
    files = [(".env.local", "B_URL=2\n"), (".env", "export A_URL='3'\nA_URL=4 # now\nB_URL=5\nC_URL=6\n")]
    told = dotenv.merged([("C_URL", "1")], files)

    assert {"A_URL": ("4", ".env:2"), "B_URL": ("2", ".env.local:1"), "C_URL": ("1", "")} == told
