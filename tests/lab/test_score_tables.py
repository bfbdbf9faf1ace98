"""What `portwise lab --score` lists: causes with their scenarios, and stories apart from them."""

import json
import re

from portwise_lab import score
from portwise_lab.case import Case
from portwise_lab.run import Play, Vantage

FAULT = Case("selinux-denial", "a", "127.0.0.1:1", "refused", ("selinux-denial",))
PLAY = Play(("refused",), {"findings": []}, "", ("-", "-", "-"))


def played(kind, name, vantage, *blamed):
    """A case of a kind on paper, and what was told of it from a vantage."""
    case = {
        "fault": FAULT,
        "control": FAULT._replace(symptom="connected", blamed=()),
        "near miss": FAULT._replace(blamed=()),
        "story": FAULT._replace(scenario="bad-days", mends=(("true",),)),
    }[kind]
    findings = [{"cause": cause, "state": "supported"} for cause in blamed]
    return (case._replace(name=name), vantage), PLAY._replace(said={"findings": findings})


PLAYS = dict(
    [
        played("near miss", "another policy", Vantage.ROOT, "selinux-denial"),
        played("fault", "denied", Vantage.ROOT, "selinux-denial"),
        played("fault", "denied", Vantage.NOBODY),
        played("control", "permitted", Vantage.ROOT),
        played("story", "a bad day", Vantage.ROOT, "selinux-denial"),
    ]
)


def test_every_cause_lists_its_scenarios_by_name_and_kind():
    """Faults first; each with the plays in which all was told right."""
    told = score.told(PLAYS)
    names = set(re.split(r" {2,}|\n", score.scenarios(told)))

    assert ["selinux-denial"] == [one.cause for one in told]
    assert [
        ("denied", "fault", 2, 1),
        ("permitted", "control", 1, 1),
        ("another policy", "near miss", 1, 0),
    ] == list(told[0].scenarios)
    assert ["1", "1", "1", "2/4"] == score.causes(told).splitlines()[1].split()[1:5]
    assert {"denied", "permitted", "another policy"} <= names


def test_stories_are_no_cause():
    """They stand in a table of their own, each by its name."""
    told = score.told(PLAYS, stories=True)

    assert ["story      right", "a bad day  1/1"] == score.stories(told).splitlines()
    assert "bad-days" not in score.causes(score.told(PLAYS))


def test_what_is_listed_can_be_read_by_a_program():
    """With --json each case has its name and kind."""
    document = json.loads(json.dumps(score.document(score.told(PLAYS))))

    assert {"name": "denied", "kind": "fault", "plays": 2, "right": 1} == document[0]["scenarios"][0]
