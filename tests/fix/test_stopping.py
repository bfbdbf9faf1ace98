import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.fix.stopping import MULTIPLEXERS, ancestry, planned, same, tree
from portwise.model.process import Process
from portwise.model.stop import Owner, Row, Scene, Told

ME, SHELL, SERVER, WORKER, STRANGER, KEEPER = 900, 800, 500, 501, 700, 400


def process(pid, name="node"):
    return Process(pid, pid * 10, name)


def row(pid, parent, uid=1000, state="S", name="node"):
    return Row(process(pid, name), parent, uid, state)


ROWS = (
    row(1, 0, uid=0, name="systemd"),
    row(SHELL, 1, name="bash"),
    row(ME, SHELL, name="portwise"),
    row(KEEPER, 1, name="nodemon"),
    row(SERVER, KEEPER),
    row(WORKER, SERVER),
    row(STRANGER, 1, uid=33, name="nginx"),
)


def owner(pid, **more):
    name = next(r.process.name for r in ROWS if r.process.pid == pid)
    given_ = {"program": name, "unit": "", "container": "", "keeper": None, "keeper_called": ""} | more
    return Owner(process(pid, name), **given_)


def scene(*owners, rows=ROWS, hidden=""):
    return Scene(3000, ME, 1000, owners, {r.process.pid: r for r in rows}, hidden)


def asked(plan):
    return [ending.process.pid for ending in plan.endings]


def why(plan):
    return [refused.why for refused in plan.refused]


def test_who_listens_is_asked_with_all_below_it():
    """The listener takes the signal; what it has started is in the plan, and nobody beside it."""
    plan = planned(scene(owner(SERVER)))

    assert [[SERVER, WORKER]] == [[p.pid for p in ending.tree] for ending in plan.endings]
    assert () == plan.refused


def test_of_those_who_share_a_socket_the_topmost_is_asked():
    """A master ends its own workers, in its own order."""
    assert [SERVER] == asked(planned(scene(owner(WORKER), owner(SERVER))))


def test_nobody_listens():
    """There is nothing to do, and nothing is refused."""
    assert ((), ()) == planned(scene())[1:]


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (owner(1), "it is pid 1, and the machine ends with it"),
        (owner(ME), "portwise itself was started by it"),
        (owner(SHELL), "portwise itself was started by it"),
        (owner(STRANGER), "it belongs to another user, uid 33"),
        (owner(SERVER, unit="web.service"), "it is the service web.service"),
        (owner(SERVER, container="docker container 4f3a"), "it is in a docker container 4f3a"),
        (
            owner(SERVER, keeper=process(KEEPER, "nodemon"), keeper_called="nodemon"),
            f"nodemon (pid {KEEPER}) starts it again: --supervisor stops that, and it too",
        ),
    ],
)
def test_some_are_never_touched(found, says):
    """Each refusal has its reason, and one refusal is the end of the plan."""
    plan = planned(scene(found, owner(WORKER)))

    assert says in why(plan)
    assert () == plan.endings


@pytest.mark.parametrize("name", sorted(MULTIPLEXERS))
def test_what_carries_more_than_the_port_has_a_switch_of_its_own(name):
    """Also where a user is named, and where a supervisor may be stopped: others would lose their connections."""
    rows = (*ROWS, row(600, 1, name=name))
    plan = planned(
        scene(Owner(process(600, name), name, "", "", None, ""), rows=rows), Told("me", 1000, supervisor=True)
    )

    assert ((), 1) == (plan.endings, len(plan.refused))
    assert "PORT" not in " ".join(plan.refused[0].instead)


@pytest.mark.parametrize(
    ("name", "tool"), [("docker-proxy", "docker"), ("rootlessport", "podman"), ("conmon", "podman")]
)
def test_a_published_port_is_asked_of_its_own_engine(name, tool):
    """docker knows nothing of a container of Podman."""
    plan = planned(scene(Owner(process(600, name), name, "", "", None, ""), rows=(*ROWS, row(600, 1, name=name))))

    assert (tool, "ps") == plan.refused[0].instead[:2]


@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_a_container_is_stopped_by_its_own_engine(engine):
    """Whoever is in it would be started again."""
    plan = planned(scene(owner(SERVER, container=f"{engine} container 0123456789ab")))

    assert [(engine, "stop", "0123456789ab")] == [refused.instead for refused in plan.refused]


@pytest.mark.parametrize(("told", "spared"), [(Told(), False), (Told(kill=True), True), (Told(supervisor=True), True)])
def test_what_others_work_in_is_not_ended_with_the_tree(told, spared):
    """A server that has started tmux may be asked to end; by force tmux would go with it."""
    rows = (*ROWS, row(777, SERVER, name="tmux"))
    plan = planned(scene(owner(SERVER), rows=rows), told)

    assert spared == bool(plan.refused)


def test_an_editor_is_told_by_its_path():
    """Its server is called node, as every other."""
    assert ["it is VS Code, and carries more than this port"] == why(planned(scene(owner(SERVER, lends="VS Code"))))


def test_a_unit_of_a_user_is_stopped_as_one():
    """systemd --user has units of its own."""
    plan = planned(scene(owner(SERVER, unit="--user web.service")))

    assert [("systemctl", "--user", "stop", "web.service")] == [refused.instead for refused in plan.refused]


def test_a_supervisor_is_stopped_when_told():
    """It, with all that it looks after; and under the same rules."""
    kept = owner(SERVER, keeper=process(KEEPER, "nodemon"), keeper_called="nodemon")
    plan = planned(scene(kept), Told(supervisor=True))

    assert [[KEEPER, SERVER, WORKER]] == [[p.pid for p in ending.tree] for ending in plan.endings]


def test_a_supervisor_of_another_user_is_not():
    """--supervisor widens what is stopped, not whose."""
    rows = [r if r.process.pid != KEEPER else r._replace(uid=0) for r in ROWS]
    kept = owner(SERVER, keeper=process(KEEPER, "nodemon"), keeper_called="nodemon")

    assert ["it belongs to another user, uid 0"] == why(planned(scene(kept, rows=rows), Told(supervisor=True)))


def test_a_user_may_be_named():
    """Then, and only then, processes of that user are stopped."""
    assert [STRANGER] == asked(planned(scene(owner(STRANGER)), Told("www-data", 33)))


def test_a_number_that_was_given_again_is_not_who_was_meant():
    """The process with that pid began at another time."""
    rows = [r if r.process.pid != SERVER else r._replace(process=Process(SERVER, 1, "node")) for r in ROWS]

    assert ["it has ended meanwhile"] == why(planned(scene(owner(SERVER), rows=rows)))


def test_hidden_owners_are_a_reason_to_refuse():
    """Half a stop frees no port."""
    plan = planned(scene(owner(SERVER), hidden="2 processes do not show what they hold"))

    assert ((), "portwise") == (plan.endings, plan.refused[0].instead[1])


@pytest.mark.parametrize(
    ("uid", "told", "instead"),
    [
        (0, Told(), "sudo portwise stop 3000"),
        (33, Told(), "sudo portwise stop 3000 --user www-data"),
        (1234, Told(kill=True), "sudo portwise stop 3000 --user 1234 --kill"),
    ],
)
def test_whose_a_hidden_one_is_is_told_with_the_command_that_ends_it(uid, told, instead):
    """The kernel names the user of a socket to everybody, and root has no need to name himself."""
    users = {0: "root", 33: "www-data"}
    plan = planned(scene(hidden="one process hides")._replace(users=users, theirs=uid), told)
    (refused,) = plan.refused

    assert instead == " ".join(refused.instead)
    assert f"of another user, {users.get(uid, f'uid {uid}')}, and" in refused.why


def test_root_is_not_told_to_ask_root():
    """Who is root and does not see it has nobody else to ask."""
    (refused,) = planned(scene(hidden="no process has it")._replace(uid=0)).refused

    assert () == refused.instead


def test_portwise_inside_the_tree():
    """A server whose terminal we sit in is not ended with us."""
    rows = (*ROWS[:2], row(ME, WORKER, name="portwise"), *ROWS[3:])

    assert ["portwise itself was started by it"] == why(planned(scene(owner(SERVER), rows=rows)))


def test_stopped_processes_are_to_be_continued():
    """One in state T takes no SIGTERM before it goes on."""
    rows = [r if r.process.pid != SERVER else r._replace(state="T") for r in ROWS]

    assert [True] == [ending.stopped for ending in planned(scene(owner(SERVER), rows=rows)).endings]


def test_identity_is_number_and_start():
    """A row that is gone is nobody."""
    assert (True, False, False) == (
        same(process(5), row(5, 1)),
        same(process(5), row(6, 1)),
        same(process(5), None),
    )


@st.composite
def layouts(draw):
    """Any forest of processes of two users, some of which listen."""
    size = draw(st.integers(2, 25))
    parents = [0, *(draw(st.integers(0, pid)) for pid in range(1, size))]
    rows = [
        row(pid + 1, parents[pid], uid=draw(st.sampled_from((1000, 33))), name=draw(st.sampled_from(("node", "tmux"))))
        for pid in range(size)
    ]
    pids = [r.process.pid for r in rows]
    owners = draw(st.lists(st.sampled_from(pids), unique=True, max_size=5))
    people = tuple(
        Owner(rows[pid - 1].process, "node", draw(st.sampled_from(("", "", "a.service"))), "", None, "")
        for pid in owners
    )
    return Scene(3000, draw(st.sampled_from(pids)), 1000, people, {r.process.pid: r for r in rows}, "")


@given(layouts())
def test_in_no_layout_anybody_else_is_signalled(found):
    """Whoever is signalled listens, is ours, is neither us nor above us, and carries nothing else; and if any, all."""
    plan = planned(found)
    owners = {o.process.pid for o in found.owners}
    signalled = {e.process.pid for e in plan.endings}
    ended = {p.pid for e in plan.endings for p in e.tree}

    assert signalled <= owners
    assert not signalled or owners <= ended
    assert not ended & {1, found.me, *ancestry(found.rows, found.me)}
    assert all(found.rows[pid].uid == 1000 and found.rows[pid].process.name == "node" for pid in signalled)
    assert all(ended >= set(tree(found.rows, pid)) for pid in signalled)
    assert bool(plan.endings) != bool(plan.refused) or not owners


def test_where_nobody_is_shown_nobody_is_ended():
    """A system without /proc shows not whose a process is: that is said, and never that it has ended."""
    (refused,) = planned(scene(owner(SERVER), rows=())).refused

    assert "this system does not show whose it is" in refused.why
    assert f"taskkill /PID {SERVER}" in refused.why


@pytest.mark.parametrize(
    ("users", "told", "who", "command"),
    [
        ({33: "www-data"}, Told(), "www-data", "sudo portwise stop 3000 --user www-data"),
        ({}, Told(), "uid 33", "sudo portwise stop 3000 --user 33"),
        ({33: "www-data"}, Told(kill=True), "www-data", "sudo portwise stop 3000 --user www-data --kill"),
    ],
)
def test_who_allows_it_has_a_command_to_paste(users, told, who, command):
    """The user by name where it has one, and what was asked for before."""
    (refused,) = planned(scene(owner(STRANGER))._replace(users=users), told).refused
    (by_root,) = planned(scene(owner(STRANGER))._replace(users=users, uid=0), told).refused

    assert (f"it belongs to another user, {who}", command) == (refused.why, " ".join(refused.instead))
    assert command == f"sudo {' '.join(by_root.instead)}"
