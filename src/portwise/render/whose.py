"""The story of a report: of a machine that was looked at, or of a text that was read."""

from __future__ import annotations

from portwise.model.bundle import Bundle
from portwise.model.report import Report
from portwise.model.vantage import PLACE
from portwise.render import story
from portwise.render.story import Story


def story_of(report: Report, bundle: Bundle) -> Story:
    if report.vantage != PLACE:
        return story.story(report, bundle)
    from portwise.render import retold  # few write a page of a text

    return retold.story_of(report, bundle)
