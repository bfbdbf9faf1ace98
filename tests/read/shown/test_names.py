"""A name that no client was given an address for, where it is that of a container."""

import pytest

from portwise.app.reading import read
from portwise.model.facts import ADDRESSES, FROM_HERE, HERE, LOOKUP
from portwise.model.report import State
from portwise.model.target import Target
from portwise.read.aim import aim
from portwise.read.facts import answers
from portwise.read.readers import understood

OUT_OF_SCOPE = "container-dns-name-out-of-scope"
PS = (
    "$ docker compose ps\n"
    "NAME        IMAGE       COMMAND   SERVICE   CREATED      STATUS       PORTS\n"
    'shop-db-1   postgres    "start"   db        2 days ago   Up 2 hours   0.0.0.0:5433->5432/tcp\n'
)
ASKED = "$ DATABASE_URL=postgres://shop@db:5432/shop npm run migrate\nError: getaddrinfo ENOTFOUND db\n"


def proven(raw):
    return {one.cause for one in read(raw).findings if one.state is State.SUPPORTED}


def test_a_name_of_a_container_asked_for_outside_is_proven():
    """The client's own words, a row of a table, and the prompt at which it was asked."""
    report = read(PS + ASKED)
    first = report.findings[0]

    assert (OUT_OF_SCOPE, State.SUPPORTED, "db:5432") == (first.cause, first.state, report.target.raw)
    assert "localhost:5433" in first.steps[0].does


NOT_PROVEN = {
    "no container of that name": PS.replace(" db  ", " dbs ") + ASKED,
    "it does not run": PS.replace("Up 2 hours", "exited (1)") + ASKED,
    "asked from inside": PS
    + ASKED.replace("npm", "docker compose exec web npm").replace("DATABASE", "docker exec -e D"),
    "found elsewhere": f"{PS}{ASKED}$ getent hosts db\n172.18.0.3      db\n",
    "in a log of a container": f"{PS}web-1  | Error: getaddrinfo ENOTFOUND db\nDATABASE_URL=postgres://shop@db:5432/shop\n",
}


@pytest.mark.parametrize("case", NOT_PROVEN)
def test_it_is_not_proven_where_something_is_missing(case):
    """Of who asks, of who runs, of what was found."""
    assert OUT_OF_SCOPE not in proven(NOT_PROVEN[case])


def test_a_name_that_nobody_has_is_no_fact():
    """It may be wrong in many ways, and not by the resolver of the machine."""
    facts = {a.question for a in answers(understood(ASKED), Target.parse("db:5432"))}

    assert set() == {ADDRESSES.of("db"), LOOKUP.of("db"), FROM_HERE.of(HERE)} & facts


def test_a_name_without_a_port_has_that_of_the_setting_which_names_it():
    """Resolvers know no ports."""
    other = ASKED.replace("@db:5432", "@cache:6379")

    assert ["db:5432", False] == [aim(understood(ASKED)).raw, "6379" in aim(understood(other)).raw]
