import pytest

from portwise.knowledge.terms.restarts import put


@pytest.mark.parametrize(
    ("argv", "names", "wanted"),
    [
        ("vite", ("--host",), "vite --host V"),
        ("vite --host", ("--host",), "vite --host V"),
        ("vite --host --port 3000", ("--host",), "vite --host V --port 3000"),
        ("vite --host ::1 --port 3000", ("--host",), "vite --host V --port 3000"),
        ("vite --host=::1", ("--host",), "vite --host=V"),
        ("vite --host a --host b --open", ("--host",), "vite --host a --host V --open"),  # the last one counts
        ("next dev -p 3000", ("--port", "-p"), "next dev -p V"),
        ("python -m http.server 8000", ("--bind", "-b"), "python -m http.server 8000 --bind V"),
        ("python -m http.server 8000", (), ""),
    ],
)
def test_an_option_is_put_in_its_place(argv, names, wanted):
    """In place of the value that it has, else at the end; a program without it cannot be told."""
    assert tuple(wanted.split()) == put(tuple(argv.split()), names, "V")
