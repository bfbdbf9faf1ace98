import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats.commandline import DEFAULT_PORTS, MOVES, program, wanted_port


@pytest.mark.parametrize(
    "line, name",
    [
        ("node /home/me/shop/node_modules/.bin/vite --port 3000", "vite"),
        ("/usr/bin/node --inspect /srv/shop/node_modules/vite/bin/vite.js", "vite"),
        ("node -r dotenv/config node_modules/.bin/vite", "vite"),
        ("node /srv/shop/node_modules/next/dist/bin/next dev", "next"),
        ("node /srv/shop/node_modules/.bin/nuxt dev", "nuxt"),
        ("node node_modules/@angular/cli/bin/ng.js serve", "angular"),
        ("next dev -p 4000", "next"),
        ("npx --yes next dev", ""),
        ("npx next dev", "next"),
        ("cross-env NODE_ENV=test PORT=4000 react-scripts start", "react-scripts"),
        ("PORT=3000 node server.js", ""),
        ("node node_modules/.bin/webpack serve --mode development", "webpack-dev-server"),
        ("webpack --watch", ""),
        ("node node_modules/.bin/webpack-dev-server", "webpack-dev-server"),
        ("node node_modules/.bin/nodemon server.ts", "nodemon"),
        ("node node_modules/.bin/tsx watch src/main.ts", "tsx"),
        ("python -m http.server", "http.server"),
        ("python3 multi.py weaviate 7004", ""),
        ("python3 -c code ollama", ""),
        ("python3 -X dev vllm serve", "vllm"),
        ("node /usr/bin/npx vite", "vite"),
        ("/usr/bin/python3.11 -m uvicorn main:app", "uvicorn"),
        ("/srv/.venv/bin/python /srv/.venv/bin/gunicorn app:app", "gunicorn"),
        ("/srv/.venv/bin/python3 manage.py runserver 0.0.0.0:8001", "django"),
        ("python manage.py migrate", ""),
        ("flask run", "flask"),
        ("uv run uvicorn main:app", "uvicorn"),
        ("ruby bin/rails s", "rails"),
        ("bundle exec puma -p 3001", "puma"),
        ("php -S localhost:8000", "php -S"),
        ("php artisan serve", "artisan"),
        ("java -Xmx1g -jar app.jar", "java -jar"),
        ("/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080", "docker-proxy"),
        ("/usr/sbin/sshd -D", "sshd"),
        ("/usr/lib/postgresql/15/bin/postgres -D /data", "postgres"),
        ("/usr/bin/redis-server 127.0.0.1:6379", "redis"),
        ("sh -c vite", "vite"),
        ("C:\\shop\\node_modules\\.bin\\vite.cmd", "vite"),
        ("vim vite.config.ts", ""),
        ("", ""),
    ],
)
def test_programs_are_known_by_their_command_line(line, name):
    """An interpreter is known by what it runs, a runner by what it starts; anything else is unknown."""
    assert name == program(tuple(line.split()))


@pytest.mark.parametrize(
    "title, name",
    [
        ("nginx: master process /usr/sbin/nginx", "nginx"),
        ("nginx: master process nginx -c /etc/nginx/nginx.conf", "nginx"),
        ("next-server (v15.1.0)", "next"),
        ("sshd: /usr/sbin/sshd -D [listener]", "sshd"),
        ("postgres: checkpointer ", "postgres"),
        ("-bash", ""),
    ],
)
def test_a_title_counts_like_a_name(title, name):
    """setproctitle(3) leaves one word with blanks in it."""
    assert name == program((title,))


@pytest.mark.parametrize("script, name", [("exec vite --port 3000", "vite"), ("cd web && vite", "")])
def test_a_shell_is_known_by_its_command(script, name):
    """npm starts every script by a shell; a compound script is no one program."""
    assert name == program(("sh", "-c", script))


@pytest.mark.parametrize(
    "line, environ, expected",
    [
        ("vite --port 3000", None, 3000),
        ("vite --port=3000", 4000, 3000),
        ("vite --port 3000 --port 3001", None, 3001),
        ("vite", None, 5173),
        ("next dev -p 4000", None, 4000),
        ("next dev -p4000", None, 4000),
        ("next-server", 4000, 4000),
        ("PORT=4000 react-scripts start", None, 4000),
        ("node server.js", 3000, 3000),
        ("node server.js", None, None),
        ("node server.js -p 3000", None, None),  # of an unknown program -p may mean anything
        ("vite --port $PORT", 3000, 3000),
        ("vite --port 70000", None, 5173),
        ("vite --host ::1", None, 5173),
        ("python -m http.server 9000", None, 9000),
        ("python -m http.server --bind ::1", None, 8000),
        ("python manage.py runserver 0.0.0.0:8001", None, 8001),
        ("gunicorn -b 127.0.0.1:9000 app:app", None, 9000),
        ("gunicorn --bind=unix:/run/app.sock app:app", None, 8000),
        ("serve -l tcp://0.0.0.0:5000", None, 5000),
        ("php -S [::1]:8000", None, 8000),
        ("java -Dserver.port=9001 -jar app.jar", None, 9001),
        ("java -jar app.jar --server.port=9002", None, 9002),
        ("docker-proxy -proto tcp -host-port 8080 -container-port 80", None, 8080),
    ],
)
def test_the_port_that_was_wanted(line, environ, expected):
    """What the words say comes first, then the environment, then the habit of the program."""
    assert expected == wanted_port(tuple(line.split()), environ)


def test_programs_that_move_have_a_port_to_move_from():
    """Without a first port nothing could be called the next one."""
    assert set() == MOVES - DEFAULT_PORTS.keys()
    assert {"vite", "next", "nuxt", "astro", "expo", "storybook", "parcel", "react-scripts"} <= MOVES
    assert not MOVES & {"uvicorn", "gunicorn", "flask", "django", "http.server", "nginx", "sshd"}


WORDS = st.text() | st.sampled_from(
    ["node", "vite", "-p", "--port=", "-m", "-S", ":", "runserver", "python", "-b", "sh", "-c", "env", "php", "3000"]
)


@given(argv=st.lists(WORDS).map(tuple))
def test_any_command_line_is_read(argv):
    """A command line is whatever somebody typed."""
    port = wanted_port(argv, None)

    assert isinstance(program(argv), str)
    assert port is None or 0 < port < 65536
