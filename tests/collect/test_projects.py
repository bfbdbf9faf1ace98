import errno

import pytest

from portwise.host.local import Local
from portwise.model.evidence import Known, Unknown
from portwise.model.facts import DECLARED, PROJECT, READABLE, WANTED
from portwise.model.process import Project
from portwise.model.settings import Declared

EACCES = PermissionError(errno.EACCES, "Permission denied")
SHOP = "/home/ann/code/shop"


@pytest.mark.parametrize(
    "file, text, name",
    [
        ("package.json", '{"name": "@ann/shop-web"}', "@ann/shop-web"),
        ("package.json", "{ broken", "shop"),
        ("package.json", "[]", "shop"),
        ("pyproject.toml", '[project]\nname = "shop-api"\n', "shop-api"),
        ("pyproject.toml", '[tool.poetry]\nname = "shop-api"\n', "shop-api"),
        ("Cargo.toml", '[package]\nname = "shopd"\n', "shopd"),
        ("Cargo.toml", 'package = "odd"\n', "shop"),
        ("go.mod", "module example.org/ann/shopd/v2\n\ngo 1.22\n", "shopd"),
        ("compose.yaml", "name: store\nservices: {}\n", "store"),
        ("compose.yaml", "services: {}\n", "shop"),
    ],
)
def test_a_project_is_called_as_its_file_calls_it(file, text, name, ask, machine):
    """Every ecosystem has a file with a name in it; the folder's name stands where the file says none."""
    host = machine({f"{SHOP}/src": (), SHOP: ("src", file), f"{SHOP}/{file}": text, "/home/ann/code": ()})

    assert Known(Project(SHOP, name, "")) == ask(host, PROJECT.of(f"{SHOP}/src")).said


def test_the_nearest_folder_is_the_project_and_git_the_worktree(ask, machine):
    """In one repository of many packages, the package is the project; a worktree may have .git as a file."""
    host = machine(
        {
            f"{SHOP}/web": ("package.json",),
            SHOP: (".git", "package.json"),
            f"{SHOP}/web/package.json": '{"name": "web"}',
            "/home/ann/code": (),
        }
    )

    assert Known(Project(f"{SHOP}/web", "web", SHOP)) == ask(host, PROJECT.of(f"{SHOP}/web")).said


def test_a_home_full_of_dotfiles_is_no_project(ask, machine):
    """Else every server of a person would belong to one project."""
    host = machine({"/home/ann/code": (), "/home/ann": (".git", "package.json"), "/home": (), "/": ("package.json",)})

    assert Known(None) == ask(host, PROJECT.of("/home/ann/code")).said


def test_a_folder_that_may_only_be_passed_is_asked_by_name(ask, machine):
    """Mode 711 forbids the list and not the look."""
    host = machine({SHOP: EACCES, f"{SHOP}/package.json": '{"name": "shop"}', "/home/ann/code": ()})

    assert Known(Project(SHOP, "shop", "")) == ask(host, PROJECT.of(SHOP)).said


def test_a_closed_folder_is_unknown(ask, machine):
    """What may not be looked into is not the absence of a project."""
    closed = dict.fromkeys((SHOP, *(f"{SHOP}/{name}" for name in ("package.json", "pyproject.toml"))), EACCES)

    assert isinstance(ask(machine(closed), PROJECT.of(SHOP)).said, Unknown)


def test_every_file_of_a_project_is_heard(ask, machine):
    """Scripts, settings below a folder, and a compose file with the variables of the .env beside it."""
    host = machine(
        {
            SHOP: (".env", "compose.yaml", "package.json", "src"),
            f"{SHOP}/src/main/resources": ("application.properties",),
            f"{SHOP}/package.json": '{"scripts": {"dev": "vite --port 3000"}}',
            f"{SHOP}/.env": "PORT=4000\n",
            f"{SHOP}/compose.yaml": "services:\n  web:\n    ports: ['${PORT}:80']\n",
            f"{SHOP}/src/main/resources/application.properties": "server.port=8085\n",
        }
    )
    said = ask(host, DECLARED.of(SHOP)).said.value

    assert [3000, 4000, 4000, 8085] == [declared.port for declared in said]
    assert {Declared} == set(map(type, said))


def test_a_broken_file_leaves_the_others_known(ask, machine):
    """A port that could stand in it is not denied, and the file is named; what the rest says stands."""
    files = {"package.json": "{ broken", ".env": "PORT=4000\n"}
    host = machine({SHOP: tuple(files), **{f"{SHOP}/{name}": text for name, text in files.items()}})

    assert [4000] == [declared.port for declared in ask(host, DECLARED.of(SHOP)).said.value]
    assert ask(host, READABLE.of(SHOP)).said.why.startswith("package.json: ")


def test_a_compose_file_is_not_known_without_its_variables(ask, machine):
    """The .env beside it may put another number in the place of its default."""
    compose = "services:\n  web:\n    ports: ['${PORT:-3000}:80']\n"
    host = machine({SHOP: (".env", "compose.yaml"), f"{SHOP}/.env": EACCES, f"{SHOP}/compose.yaml": compose})

    assert Known(()) == ask(host, DECLARED.of(SHOP)).said
    assert ".env: Permission denied" == ask(host, READABLE.of(SHOP)).said.why


@pytest.mark.parametrize(
    "files, why",
    [
        ({SHOP: ("compose.yaml",), f"{SHOP}/compose.yaml": EACCES}, "compose.yaml: Permission denied"),
        ({SHOP: (".env",), f"{SHOP}/.env": EACCES}, ".env: Permission denied"),
        ({SHOP: EACCES}, f"{SHOP}: Permission denied"),
    ],
)
def test_what_may_not_be_read_is_named(files, why, ask, machine):
    """A reason without its file helps nobody."""
    assert why == ask(machine(files), READABLE.of(SHOP)).said.why


def wanting(machine, line, command, files=(), parent="bash"):
    return machine(
        {
            "/proc/42/stat": line(42, "node", 9),
            "/proc/42/cmdline": command,
            "/proc/42/environ": "",
            "/proc/42/cwd": SHOP.encode(),
            "/proc/9/stat": line(9, "node", 0),
            "/proc/9/cmdline": parent,
            SHOP: (),
            "/home/ann/code": (),
            **dict(files),
        }
    )


CONFIG = {
    SHOP: ("vite.config.ts", "package.json"),
    f"{SHOP}/package.json": '{"scripts": {"dev": "vite", "other": "vite --port 9999"}}',
    f"{SHOP}/vite.config.ts": "export default { preview: { port: 4444 }, server: { port: 3210 } }",
}


@pytest.mark.parametrize(
    "command, files, parent, port",
    [
        ("node node_modules/vite/bin/vite.js --port 3000", CONFIG, "bash", 3000),
        ("node node_modules/vite/bin/vite.js", CONFIG, "bash", 3210),
        ("node node_modules/vite/bin/vite.js", {}, "bash", 5173),
        ("node node_modules/vite/bin/vite.js", {"/proc/42/environ": "PORT=4000"}, "bash", 5173),
        ("next-server (v15.1)", {}, "node /p/node_modules/.bin/next dev -p 3005", 3005),
        ("next-server (v15.1)", {"/proc/42/environ": "PORT=4000"}, "npm", 4000),
        ("next-server (v15.1)", {}, "npm", 3000),
        ("node server.js", {"/proc/42/environ": "PORT=4000"}, "bash", 4000),
        ("node server.js", CONFIG, "bash", None),
    ],
)
def test_the_port_that_was_wanted(command, files, parent, port, ask, machine, line, vite):
    """Its own words, its parent's, PORT where it is heeded, its configuration, its default: the first that speaks."""
    assert Known(port) == ask(wanting(machine, line, command, files, parent), WANTED.of(vite)).said


def test_what_another_user_wanted_is_unknown_where_it_hangs_on_the_environment(ask, machine, line, vite):
    """Its command line is open to all, its environment is not; the default would be a guess."""
    host = wanting(machine, line, "next-server (v15.1)", {"/proc/42/environ": EACCES})

    assert Unknown("Permission denied", "sudo portwise why localhost:3000") == ask(host, WANTED.of(vite)).said


def test_a_real_project(tmp_path, ask):
    """On a real file system the same comes out."""
    (tmp_path / "package.json").write_text('{"name": "shop", "scripts": {"dev": "next dev -p 3456"}}')
    (tmp_path / ".git").mkdir()
    project = ask(Local(), PROJECT.of(str(tmp_path))).said
    declared = ask(Local(), DECLARED.of(str(tmp_path))).said

    assert Known(Project(str(tmp_path), "shop", str(tmp_path))) == project
    assert [3456] == [port.port for port in declared.value]


def test_secrets_of_an_env_file_end_at_the_host(tmp_path):
    """Ports stay, passwords go, before anything of it can be recorded."""
    (tmp_path / ".env.local").write_text("PORT=3000\nDB_PASSWORD=hunter2\nDB=postgres://ann:hunter2@db:5432/shop\n")
    read = Local().read(str(tmp_path / ".env.local"))

    assert ("hunter2" in read, "PORT=3000" in read, "db:5432" in read) == (False, True, True)
