"""Who watches files and starts a server again."""

import pytest

from portwise.formats.watchers import watcher


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("node --watch server.js", "node --watch"),
        ("/usr/bin/node --watch-path=./src server.js", "node --watch-path"),
        ("node node_modules/.bin/nodemon server.js", "nodemon"),
        ("node /srv/shop/node_modules/nodemon/bin/nodemon.js server.js", "nodemon"),
        ("node /srv/shop/node_modules/tsx/dist/cli.mjs watch src/index.ts", "tsx watch"),
        ("npx tsx watch src/index.ts", "tsx watch"),
        ("node /srv/shop/node_modules/@nestjs/cli/bin/nest.js start --watch", "nest --watch"),
        ("./air", "air"),
        ("node server.js", ""),
        ("node server.js --watch", ""),  # the server's own option
        ("node node_modules/tsx/dist/cli.mjs src/index.ts", ""),
        ("python3 -m uvicorn app:app --reload", ""),  # its parent has the socket
        ("npx", ""),
        ("", ""),
    ],
)
def test_a_watcher_is_told_by_its_words(words, expected):
    """What runs once is no watcher, whatever it is called."""
    assert expected == watcher(tuple(words.split()))
