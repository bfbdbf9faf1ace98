"""No secret leaves the host, whatever it stands behind; and what is none is not touched."""

import os
import string
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.collect.projects import DECLARING
from portwise.host import redact, said
from portwise.host.api import Heard
from portwise.host.local import Local
from portwise.model.evidence import Evidence
from portwise.model.facts import DECLARED
from portwise.model.target import Target

LETTERS = string.ascii_letters + string.digits
SECRETS = st.text(LETTERS + "!$%^+_~.-", min_size=6).map(lambda made: f"Zq{made}7x")
QUOTES = st.sampled_from(["'", '"'])
TEMPLATES = (
    "postgres://ann:{}@db.example/shop",
    "https://{}@github.com/a/b.git",
    "redis://:{}@127.0.0.1:6379/0",
    "mongodb+srv://ann:{}@cluster0.example.net/?retryWrites=true",
    "ann:{}@tcp(127.0.0.1:3306)/shop",
    "http://h/cb?token={}",
    "http://h/cb?a=1&signature={}",
    "/cb?access_token={}",
    "--token={}",
    "--db-password={}",
    "--apiKey={}",
    "PASSWORD={}",
    "PGPASSWORD={}",
    "AWS_SECRET_ACCESS_KEY={}",
    "STRIPE_API_KEY={}",
    "requirepass={}",
    "-Dspring.datasource.password={}",
    "client_secret: {}",
    "Authorization: Bearer {}",
    "authorization: Basic {}",
    "Cookie: session={}; path=/",
    "X-Api-Key: {}",
    '{{"password": "{}"}}',
    "host=db user=ann password={} port=5432",
    "--pin={}",
    "LICENSE={}",
    "--app-license-key={}",
)
PAIRS = (
    "--token",
    "--db-password",
    "--requirepass",
    "--secret-key",
    "Bearer",
    "Authorization:",
    "-password",
    "--apiKey",
    "--pin",
    "--license",
)
PROGRAMS = (
    ("mysql", "-uroot", "-p{}"),
    ("/usr/bin/mariadb-dump", "-p{}", "shop"),
    ("sshpass", "-p", "{}", "ssh", "-p", "22", "h"),
    ("sshpass", "-p{}", "ssh", "h"),
    ("mongosh", "-u", "ann", "-p", "{}"),
    ("redis-cli", "-p", "6379", "-a", "{}"),
    ("curl", "-u", "ann:{}", "http://h"),
    ("curl", "-uann:{}", "http://h"),
    ("docker", "login", "-u", "ann", "-p", "{}"),
)
FORMS = (
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "ghp_0123456789abcdefABCDEF",
    "glpat-0123456789abcdefABCD",
    "xoxb-0123456789-abcdef",
    "sk_live_0123456789abcdef",
    "sk-proj-0123456789abcdef",
    "AKIAIOSFODNN7EXAMPLE",
    "hf_0123456789abcdefABCDEF",
    "0x0123456789abcdef0123456789abcdef01234567",
)
ORDINARY = (
    "node server.js --port 3000",
    "vite --host 0.0.0.0 --port=5173",
    "python -m http.server 8000 --bind 127.0.0.1",
    "docker run -p 8080:80 -d nginx:1.25@sha256:0123456789abcdef",
    "ssh -p 2222 ann@host",
    "mkdir -p a/b",
    "ps -p 1",
    "mysql -h 127.0.0.1 -P 3306 -p",
    "vllm serve m --tokenizer meta/llama --max-tokens 4096",
    "git log --author=Bob",
    "java -Xmx1g -Dserver.port=8080 -jar app.jar",
    "npm i foo@npm:react@18 @types/node",
    "npx serve --no-clipboard -l tcp://0.0.0.0:3000",
    "curl http://localhost:3000/@scope/package",
    "nginx: master process nginx -g daemon off;",
    "postgres: walwriter",
    "gunicorn -b :5000 app:create --keyfile key.pem",
    "PWD=/home/ann PORT=3000 npm start",
    "sh -c PORT=3000 npm start && echo 'up: yes'",
    "jupyter lab --no-token --port 8888",
    "compass --bypass=yes",
    "train.py --pin-memory on --license-file a.lic --mapping=b",
    "caddy --key server.key --tls-key /etc/tls/key.pem",
    "containerd-shim-runc-v2 -namespace moby -id 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "docker run nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "git checkout 0123456789abcdef0123456789abcdef01234567",
)


@pytest.mark.parametrize("template", TEMPLATES)
@given(secret=SECRETS)
def test_a_secret_does_not_survive_in_a_word(template, secret):
    """Userinfo, query, option, variable, header, field: as one word of a command line, and as a text."""
    word = template.format(secret)

    assert [] == [
        said for said in (*redact.command(("node", word, "--port", "3000")), redact.text(word)) if secret in said
    ]


@pytest.mark.parametrize("template", TEMPLATES)
@given(secret=SECRETS, quote=QUOTES)
def test_a_secret_does_not_survive_in_a_script(template, secret, quote):
    """``sh -c`` takes everything in one word, quoted or not."""
    word = template.format(secret)
    other = "'" if quote == '"' or '"' in word else '"'
    for script in (f"exec env {word} node x", f"curl -H {other}{word}{other} h && {word}"):
        assert secret not in "".join(redact.command(("/bin/sh", "-c", script)))


@pytest.mark.parametrize("option", PAIRS)
@given(secret=SECRETS, quote=QUOTES)
def test_the_word_after_an_option_does_not_survive(option, secret, quote):
    """``--token X`` is two words, in the command line or within a script."""
    argv = ("node", "x.js", option, secret, "--port", "3000")
    script = f"node {option} {quote}{secret} {secret}{quote} --port 3000"

    assert ("node", "x.js", option, "***", "--port", "3000") == redact.command(argv)
    assert secret not in redact.text(script)
    assert redact.text(script).endswith("--port 3000")


@given(secret=SECRETS)
def test_a_header_in_three_words_is_hidden(secret):
    """``Authorization: Bearer X``, also where the shell has split it."""
    assert ("Authorization:", "Bearer", "***", "http://h") == redact.command(
        ("Authorization:", "Bearer", secret, "http://h")
    )


@pytest.mark.parametrize("argv", PROGRAMS, ids=" ".join)
@given(secret=SECRETS)
def test_programs_whose_short_options_take_a_password(argv, secret):
    """``-pX`` of mysql(1) is a password, ``-p`` of sshpass(1) another; in a script too."""
    said = tuple(word.format(secret) for word in argv)

    assert secret not in "".join(redact.command(said))
    assert secret not in "".join(redact.command(("sh", "-c", " ".join(said))))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("around", ["{}", "run {} now", "--x={}", "[{}]"])
def test_a_word_that_looks_like_a_token_is_hidden(form, around):
    """Some issuers give their tokens a form that nothing else has."""
    assert form not in "".join((*redact.command(("node", around.format(form))), redact.text(around.format(form))))


@pytest.mark.parametrize("words", ["--key {}", "--key={}", "NODE_KEY={}", "key: {}", "-nodekey {}", '"key": "{}"'])
@pytest.mark.parametrize("sign", ["", "0x"])
def test_a_number_that_is_called_a_key_is_hidden(words, sign):
    """128 bits or more behind such a name, whoever's program it is; a file behind it stays."""
    text = words.format(f"{sign}{'0123456789abcdef' * 2}")

    assert [] == [
        said for said in (*redact.command(("node", *text.split(" "))), redact.text(text)) if "89abcdef" in said
    ]


@pytest.mark.parametrize("line", ORDINARY)
def test_ordinary_command_lines_stay_as_they_are(line):
    """Ports, hosts and paths are what a person needs to see."""
    assert tuple(line.split(" ")) == redact.command(line.split(" "))
    assert line == redact.text(line)


@given(secret=SECRETS)
def test_a_value_of_several_words_is_hidden_whole(secret):
    """One word of a command line is one value, blanks included."""
    assert ("app", "--password=***") == redact.command(("app", f"--password=first {secret}"))


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "MYSQL_PWD", "apiKey", "DB_PASS", "AUTH", "AWS_SESSION_TOKEN"])
@given(secret=SECRETS)
def test_a_variable_is_hidden_for_its_name(name, secret):
    """Whatever the value looks like."""
    assert "***" == redact.variable(name, secret)


@given(secret=SECRETS)
def test_a_file_of_variables_keeps_its_ports(secret):
    """What is declared stays readable, line by line; an empty secret takes nothing along."""
    file = f"PORT=3000\nPASSWORD=\nAPI_PORT=4000\nTOKEN={secret}\nURL=http://ann:{secret}@localhost:5000/x\n"

    assert "PORT=3000\nPASSWORD=\nAPI_PORT=4000\nTOKEN=***\nURL=http://***@localhost:5000/x\n" == redact.text(file)


@given(st.text() | st.text(LETTERS + "\"' =:@/?-*", max_size=300))
def test_any_text_can_be_redacted_and_once_is_enough(value):
    """No text breaks it, and what was redacted does not change again."""
    once = redact.text(value)

    assert once == redact.text(once)


@pytest.mark.parametrize(
    "piece", ["a", "a.", "a=", "a:", "--token ", "'", "\"'", "http://", "a:b@", "pass", "eyJ", "key=", "0xa", 'a=" ']
)
def test_a_long_text_takes_no_time(piece):
    """A file of a megabyte, or a command line as long as the kernel allows, is read once and not again and again."""
    assert len(redact.text(piece * 20_000)) <= 20_000 * (len(piece) + 3)


SECRET = "Zq8example7x"


def test_no_method_of_the_host_lets_a_secret_out(monkeypatch, tmp_path):
    """Our own environment, that of a process, its command line, and files of variables."""
    monkeypatch.setenv("API_TOKEN", SECRET)
    monkeypatch.setenv("http_proxy", f"http://ann:{SECRET}@127.0.0.1:3128")
    (tmp_path / ".env.local").write_text(f"PORT=3000\nDB_PASSWORD={SECRET}\n")
    argv = (sys.executable, "-c", "print(flush=True); input()", "--token", SECRET)
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ)) as child:
        child.stdout.readline()
        machine, names = Local(), ("API_TOKEN", "http_proxy")
        out = (
            machine.environment(names),
            machine.variables(child.pid, names),
            machine.command(child.pid),
            machine.read(str(tmp_path / ".env.local")),
        )
        child.communicate(b"\n")

    assert [] == [each for each in out if SECRET in repr(each)]
    assert ((("API_TOKEN", "***"), ("http_proxy", "http://***@127.0.0.1:3128")),) * 2 == out[:2]


FILES = {
    ".env": f"PORT=3000\nDB_PASSWORD={SECRET}\nDATABASE_URL=postgres://ann:{SECRET}@127.0.0.1:5432/x\n",
    "package.json": f'{{"name": "shop", "scripts": {{"dev": "TOKEN={SECRET} vite --port 3001 --token {SECRET}"}}}}',
    "compose.yaml": f"services:\n  web:\n    environment:\n      KEY: {SECRET}\n    ports:\n      - 8080:80\n",
    "Procfile": f"web: PASSWORD={SECRET} gunicorn -b :5000 app\n",
    "application.properties": f"server.port=8081\nspring.datasource.password={SECRET}\n",
}


def test_what_a_project_declares_holds_no_secret(tmp_path):
    """Of all that its files say, ports, addresses and names are observed, and nothing else."""
    for file, content in FILES.items():
        (tmp_path / file).write_text(content)
    seen = Evidence(Target.parse(":3000"))
    answers = list(DECLARING.collect(Local(), seen, (DECLARED.of(str(tmp_path)),)))

    assert SECRET not in repr(answers)
    assert {3000, 3001, 5000, 5432, 8080, 8081} == {found.port for found in answers[0].said.value}


def test_what_a_server_says_holds_no_secret():
    """A redirect may carry a token, and a cookie may come early."""
    sent = f"HTTP/1.1 302 Found\r\nSet-Cookie: sid={SECRET}\r\nLocation: http://h:81/cb?token={SECRET}\r\n\r\n"
    exchange = said.exchange(Heard(sent.encode(), "fin", 0, 1.0))

    assert (302, "http://h:81/cb?***", False) == (exchange.status, exchange.location, SECRET in repr(exchange))
