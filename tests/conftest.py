"""What cannot run here is counted and named at the end; with PORTWISE_LAB=required each of it fails."""

import os
import signal
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

from tools import packages
from tools.side_by_side import pytest_runtestloop  # noqa: F401 - a hook of pytest, found by its name

REQUIRED = os.environ.get("PORTWISE_LAB") == "required"

# Debian keeps ip and nft where only root's PATH leads, and an ordinary user may run them in a namespace.
os.environ["PATH"] = os.pathsep.join((os.environ.get("PATH", os.defpath), *packages.SBIN))

# Before any test is read, for it takes what is so then: a busy machine is no fault of what is tested
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_configure():
    """Signals as a shell in front of a person leaves them: nohup, and a job in the background, ignore some."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_runtest_setup(item):
    """``@pytest.mark.needs("nft")``: without the program there is nothing to test."""
    wanted = {program for mark in item.iter_markers("needs") for program in mark.args}
    if not wanted:
        return
    lacking = [p for p in packages.missing(packages.known()) if p.program in wanted]
    if lacking:
        pytest.skip(", ".join(f"{p.program} is not installed (apt-get install {p.name})" for p in lacking))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    return demanded(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    return demanded(report)


def demanded(report):
    """The report, failed where it was a skip and nothing may be skipped."""
    if REQUIRED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"cannot run here, and PORTWISE_LAB=required: {reason(report)}"
    return report


def reason(report) -> str:
    return report.longrepr[2].removeprefix("Skipped: ")


def pytest_terminal_summary(terminalreporter):
    """Before pytest's own last line."""
    why = Counter(reason(report) for report in terminalreporter.stats.get("skipped", ()))
    if not why:
        return
    terminalreporter.section(f"{why.total()} could not run here (PORTWISE_LAB=required makes each a failure)")
    for text, count in why.most_common():
        terminalreporter.line(f"{count:5}  {text}")
