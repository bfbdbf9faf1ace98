"""The short table of the model, which the diagnosis has at hand, says what the tables of words say."""

import pytest

from portwise.model.neterror import met
from portwise.words.errors import WORDINGS, saying

NAMES = sorted({word for row in WORDINGS for word in (*row.chrome, *row.firefox) if word.isupper() and "_" in word})


@pytest.mark.parametrize("word", NAMES)
def test_a_name_of_a_browser_means_the_same_in_both(word):
    """Where the model knows a name, its outcome is one that the words have for it."""
    outcomes = {row.outcome for row in saying(word)}

    assert met(word).value in {*outcomes, "blocked-by-browser", "connected"}
