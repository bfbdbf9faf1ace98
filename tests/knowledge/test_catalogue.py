"""The product knows exactly the causes of its catalogue: none is missing, none was renamed, none came in unnoticed."""

from pathlib import Path

from portwise import knowledge

CATALOGUE = (Path(__file__).parent / "catalogue.txt").read_text().split()


def test_every_cause_of_the_catalogue_is_in_the_product():
    """An id is public and never changes: scripts, reports and pages name it."""
    assert CATALOGUE == sorted(cause.id for cause in knowledge.causes())


def test_the_catalogue_has_126_causes():
    """Each once."""
    assert (126, 126) == (len(CATALOGUE), len(set(CATALOGUE)))
