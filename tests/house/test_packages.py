"""The list of system packages, and when it is acted on."""

import pytest

from tools import packages
from tools.packages import Package


def test_the_list_is_readable_and_gives_reasons():
    """Every package has a program to look for and a reason of more than one word."""
    known = packages.known()

    assert len({p.name for p in known}) == len(known) >= 12
    assert [] == [p.name for p in known if " " not in p.why]


def test_a_line_without_a_reason_is_an_error():
    """Nothing is installed on somebody's machine without saying what for."""
    with pytest.raises(ValueError, match="unpack"):
        packages.parse("nftables nft\n")


def test_programs_decide_not_packages():
    """What is there counts, however it came there."""
    there, gone = Package("python3", "python3", "here"), Package("nonsense", "no-such-program", "nowhere")

    assert (gone,) == packages.missing((there, gone))


def test_apt_no_refuses(monkeypatch, capsys):
    """APT=no installs nothing, says what is lacking and how to have it, and is no failure."""
    monkeypatch.setenv("APT", "no")
    monkeypatch.setattr(packages, "known", lambda: (Package("nonsense", "no-such-program", "what for"),))
    monkeypatch.setattr(packages, "install", lambda names: pytest.fail(f"installed {names}"))

    assert 0 == packages.main()
    assert "apt-get install nonsense" in capsys.readouterr().out


def test_only_root_installs(monkeypatch):
    """An ordinary user is told, and never asked for a password."""
    monkeypatch.delenv("APT", raising=False)
    monkeypatch.setattr(packages.os, "geteuid", lambda: 1000)

    assert packages.refusal() == "not root"


def test_no_service_starts_and_the_policy_goes_again(monkeypatch, tmp_path):
    """invoke-rc.d is told 101 while apt-get runs; afterwards the machine is as it was."""
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(packages, "POLICY", policy)
    with packages.no_service_starts():
        during = policy.read_text()

    assert "exit 101" in during
    assert not policy.exists()


def test_the_machines_own_policy_stands(monkeypatch, tmp_path):
    """An administrator's policy is neither replaced nor removed."""
    policy = tmp_path / "policy-rc.d"
    policy.write_text("theirs")
    monkeypatch.setattr(packages, "POLICY", policy)
    with packages.no_service_starts():
        pass

    assert policy.read_text() == "theirs"
