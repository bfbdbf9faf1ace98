import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats.declared import Declared
from portwise.formats.project import FILES, declarations, reader


def scripts(**named: str) -> str:
    return json.dumps({"name": "shop", "scripts": named}, indent=2)


@pytest.mark.parametrize(
    "script, expected",
    [
        ("vite", (5173, "", "vite")),
        ("vite --port 3000 --host", (3000, "0.0.0.0", "vite")),
        ("vite --port=3000 --host 127.0.0.1", (3000, "127.0.0.1", "vite")),
        ("vite preview", (4173, "", "vite")),
        ("next dev", (3000, "", "next")),
        ("next dev -p 4000", (4000, "", "next")),
        ("nuxt dev", (3000, "", "nuxt")),
        ("astro dev", (4321, "", "astro")),
        ("react-scripts start", (3000, "", "react-scripts")),
        ("PORT=4000 react-scripts start", (4000, "", "react-scripts")),
        ("cross-env NODE_ENV=development PORT=4000 node server.js", (4000, "", "")),
        ("webpack serve", (8080, "", "webpack-dev-server")),
        ("ng serve", (4200, "", "angular")),
        ("storybook dev", (6006, "", "storybook")),
        ("storybook dev -p 6007", (6007, "", "storybook")),
        ("expo start", (8081, "", "expo")),
        ("gatsby develop", (8000, "", "gatsby")),
        ("parcel index.html", (1234, "", "parcel")),
        ("vue-cli-service serve", (8080, "", "vue-cli")),
        ("tsc && vite --port 3000", (3000, "", "vite")),
        ("uvicorn main:app --port 8001 --host 0.0.0.0", (8001, "0.0.0.0", "uvicorn")),
        ("python manage.py runserver 8001", (8001, "", "django")),
        ("flask run", (5000, "", "flask")),
        ("gunicorn -b 127.0.0.1:9000 app:app", (9000, "127.0.0.1", "gunicorn")),
        ("sh -c 'vite --port 3000'", (3000, "", "vite")),
    ],
)
def test_a_script_declares_the_port_of_its_server(script, expected):
    """What it states, else what its program takes by itself."""
    port, address, program = expected

    assert (Declared(port, address, 'script "dev"', "package.json", 4, program),) == declarations(
        "package.json", scripts(dev=script)
    )


@pytest.mark.parametrize(
    "script", ["vite build", "next build && next export", "ng test", "tsc", "eslint .", "echo 3000"]
)
def test_a_script_that_serves_nothing_declares_nothing(script):
    """Only servers have ports."""
    assert () == declarations("package.json", scripts(build=script))


def test_commands_within_commands():
    """concurrently(1) is given whole commands in quotes."""
    found = declarations(
        "package.json", scripts(dev='concurrently "vite --port 3000" "nodemon -x \'flask run -p 5001\'"')
    )

    assert [(3000, "vite"), (5001, "flask")] == [(each.port, each.program) for each in found]


VITE = """import { defineConfig } from 'vite'
// server: { port: 1 }
export default defineConfig({
  server: {
    host: true, /* port: 2 */
    hmr: { port: 24678 },
    proxy: { '/api': 'http://localhost:8000' },
    port: Number(process.env.PORT) || 3000,
    strictPort: true,
  },
  preview: { port: 4000, host: '127.0.0.1' },
})
"""


def test_configuration_that_is_a_program():
    """Comments, nested sections and expressions around the number do not hide it."""
    expected = (
        Declared(3000, "0.0.0.0", "server.port, strict", "vite.config.ts", 8, "vite", 5),
        Declared(4000, "127.0.0.1", "preview.port", "vite.config.ts", 11, "vite"),
    )

    assert expected == declarations("vite.config.ts", VITE)


def test_configuration_of_webpack():
    """The section has another name there."""
    text = 'module.exports = {\n  devServer: { "port": 9000, open: ["/"] },\n};'

    assert [(9000, 2, "webpack-dev-server")] == [
        (each.port, each.line, each.program) for each in declarations("webpack.config.js", text)
    ]


ENV = """# PORT=1
export PORT="3000" # the web
API_HOST=127.0.0.1
API_PORT=8000
DATABASE_URL=postgres://shop:s3cret/12@db.internal:5432/shop?x=1
REDIS_URL='redis://:hunter2@localhost:6379'
SECRET=4444
SUPPORT=5555
BAD_PORT=99999
"""


def test_an_environment_file_gives_ports_and_no_secret():
    """Of a URL only host and port are taken, whatever the password looks like."""
    expected = [
        (3000, "", "PORT", 2),
        (8000, "127.0.0.1", "API_PORT", 4),
        (5432, "db.internal", "DATABASE_URL", 5),
        (6379, "localhost", "REDIS_URL", 6),
    ]

    found = declarations(".env.local", ENV)

    assert expected == [(each.port, each.address, each.what, each.line) for each in found]
    assert [False, False, True, True] == [each.goes for each in found]


@given(secret=st.text(alphabet="abc/:?#@123", min_size=1))
def test_no_part_of_a_password_is_handed_back(secret):
    """A password that was not escaped may hold every letter that parts a URL."""
    found = declarations(".env", f"DATABASE_URL=postgres://shop:{secret}@db.internal:5432/shop")

    assert [("db.internal", 5432)] == [(each.address, each.port) for each in found]


COMPOSE = """version: "3"
x-common: &common
  ports: ["1:1"]
services:
  web:
    image: shop # ports:
    command: |
      ports:
        - "2:2"
    ports:
    - "8080:80"
    - 127.0.0.1:8001:8001
    - '[::1]:8002:80'
    - "${PORT:-3000}:3000"
    - "${ADMIN}:3001"
    - 9000-9001:9000-9001
    - "5353:53/udp"
    - "4000"
    depends_on: [db]
  db:
    ports:
      - target: 5432
        published: "5433"
        host_ip: 127.0.0.1
      - {target: 80, published: 5434}
    expose: ["7:7"]
  "flow":
    ports: ["6000:6000", 6001:6001]
volumes:
  ports:
    - "3:3"
"""


def test_a_compose_file_publishes_ports():
    """Short and long syntax, ranges, addresses, defaults; a port left to the engine is none."""
    expected = [
        ("web", 8080, "", 11),
        ("web", 8001, "127.0.0.1", 12),
        ("web", 8002, "::1", 13),
        ("web", 3000, "", 14),
        ("web", 9000, "", 16),
        ("web", 9001, "", 16),
        ("web", 5353, "", 17),
        ("flow", 6000, "", 28),
        ("flow", 6001, "", 28),
        ("db", 5433, "127.0.0.1", 23),
        ("db", 5434, "", 25),
    ]
    found = declarations("docker-compose.yml", COMPOSE)

    assert expected == [(each.what.split('"')[1], each.port, each.address, each.line) for each in found]
    assert ['service "web" (udp)'] == [each.what for each in found if each.port == 5353]


def test_variables_of_a_compose_file():
    """What the .env beside it says comes before the default."""
    ports = [each.port for each in declarations("compose.yaml", COMPOSE, {"PORT": "3333", "ADMIN": "3334"})]

    assert [3333, 3334] == ports[3:5]


@pytest.mark.parametrize(
    "file, text, expected",
    [
        (
            "Procfile",
            "web: gunicorn -b :5000 app\nworker: celery -A app\nother: puma -p $PORT",
            [(5000, 'process "web"', 1)],
        ),
        ("application.properties", "# server.port=1\nserver.port = ${PORT:8081}\n", [(8081, "server.port", 2)]),
        ("application-dev.yml", "server:\n  port: 8081\n  ssl:\n    port: 1\n", [(8081, "server.port", 2)]),
        ("application.yml", "management.server.port: 9\n", [(9, "management.server.port", 1)]),
        (
            "Properties/launchSettings.json",
            '\ufeff{"profiles": {"http": {\n"applicationUrl": "https://localhost:7001;http://localhost:5000", }}}',
            [(7001, 'profile "http"', 2), (5000, 'profile "http"', 2)],
        ),
        (
            ".devcontainer/devcontainer.json",
            '{ // ports\n"forwardPorts": [3000, "db:5432",], "appPort": "8080:80" }',
            [(3000, "forwardPorts", 2), (5432, "forwardPorts", 2), (8080, "appPort", 2)],
        ),
        (
            "angular.json",
            '{"projects": {"shop": {"architect": {"serve": {"options":\n{"port": 4300}}}}}}',
            [(4300, 'project "shop"', 2)],
        ),
        ("README.md", "server.port=1", []),
    ],
)
def test_other_files(file, text, expected):
    """Each kind of file has its own way to say a port."""
    assert expected == [(each.port, each.what, each.line) for each in declarations(file, text)]


NAMES = ["package.json", "vite.config.ts", "angular.json", ".env", "compose.yml", "Procfile", "application.properties"]
NAMES += ["application.yml", "Properties/launchSettings.json", ".devcontainer.json"]
LETTERS = st.text(alphabet="server port:{}[]\"'-=$#|>&/*,\n\t 3000")


def test_every_reader_is_tried():
    """The fuzzing below leaves none out."""
    assert set(FILES.values()) == {reader(name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
@given(text=st.text() | LETTERS | LETTERS.map(lambda text: f"services:\n web:\n  ports:\n   {text}"))
def test_any_text_declares_or_is_a_value_error(name, text):
    """What people write is never a crash, and a port is always one that can be bound."""
    try:
        found = declarations(name, text)
    except ValueError:
        found = ()

    assert all(0 < each.port < 65536 for each in found)


@given(script=st.text() | LETTERS)
def test_any_script_is_read(script):
    """A script may be anything that a shell accepts, or does not."""
    assert all(each.what == 'script "x"' for each in declarations("package.json", scripts(x=script)))


@pytest.mark.parametrize(
    ("file", "text", "line", "at"),
    [
        (".env", "HOST=::1\nKEY=a\nPORT=3000\n", 3, 1),
        (".env", "HOST=$(curl x)\nPORT=3000\n", 2, 0),
        ("application.properties", "server.port=8081\nserver.address=10.0.0.1\n", 1, 2),
        ("application.yml", "server:\n  address: 10.0.0.1\n  port: 8081\n", 3, 2),
        ("vite.config.js", "export default {\n server: {\n  port: 1,\n  host: '::1' } }", 3, 4),
        ("vite.config.js", "export default { server: { port: 1, host: '::1' } }", 1, 0),
    ],
)
def test_the_address_may_stand_in_another_line(file, text, line, at):
    """It is told where, for whoever wants to change it."""
    assert [(line, at)] == [(row.line, row.at) for row in declarations(file, text)]
