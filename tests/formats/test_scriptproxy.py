"""Targets of development servers, read without running anything."""

import pytest

from portwise.formats.scriptproxy import Proxy, proxies


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("server: { proxy: { '/api': 'http://localhost:4000' } }", [("/api", "http", "localhost", 4000, 1)]),
        ("proxy: {\n '/ws': { ws: true, target: 'ws://[::1]:4001' } }", [("/ws", "ws", "::1", 4001, 2)]),
        (
            "devServer: { proxy: [{ context: ['/api'], target: 'https://api.x' }] }",
            [("/api", "https", "api.x", 443, 1)],
        ),
        ("proxy: { '/a': { target: process.env.A || `http://a:1` } }", [("/a", "http", "a", 1, 1)]),
        ("// proxy: { '/a': 'http://a:1' }", []),
        ("proxy: { '/a': target }, other: 'http://a:1'", []),
        ("proxy: { '/a': 'http://a:99999' }", []),
        ("proxy: {", []),
    ],
)
def test_a_target_counts_where_it_stands_as_a_url(text, found):
    """What only running the file would tell is no target."""
    assert [Proxy(*row) for row in found] == list(proxies(text))
