"""Who would be missing for a step that is known."""

import pytest

from portwise.app.unfit import NO_SYSTEMD, REPLACES, uncomposed, unready
from portwise.host.local import Local
from portwise.model.repair import Deed, Grade, Look

TOO_OLD = "this compose could not take it back: that takes version 2.24.4"


@pytest.mark.parametrize(
    ("says", "oldest", "why"),
    [
        ("Docker Compose version v2.0.0\n", (), ""),
        ("", (), "this docker has no compose"),
        (None, (), "this docker has no compose"),
        ("Docker Compose version v2.24.3\n", REPLACES, TOO_OLD),
        ("Docker Compose version v2.24.4-desktop.1\n", REPLACES, ""),
        ("Docker Compose version 5.0.0\n", REPLACES, ""),
        ("podman-compose, of whatever age\n", REPLACES, TOO_OLD),
    ],
)
def test_compose_is_only_run_where_there_is_one(says, oldest, why):
    """An engine without it ends with an error, and then the step is shown, as where it could not be taken back."""

    class Engine(Local):
        def output(self, argv):
            if says is None:
                raise FileNotFoundError(argv[0])
            return says

    assert why == uncomposed(Engine(), "docker", oldest)


@pytest.mark.parametrize(("says", "why"), [("Version=252\n", ""), (None, NO_SYSTEMD)])
def test_a_unit_of_a_user_needs_the_systemd_of_that_user(says, why):
    """Without the variables of a login systemctl finds no way to it, and then the step is shown."""

    class Machine(Local):
        def output(self, argv):
            if says is None:
                raise OSError(1, "systemctl ended with 1")
            return says

    edit = Deed("edit", ("sed",), Look("file", ("/x",)), Grade.EQUIVALENT)
    then = ("systemctl", "--user", "restart", "shop.service")

    assert why == unready(Machine(), edit._replace(then=then))
    assert "" == unready(Machine(), edit._replace(then=(then[0], *then[2:])))
