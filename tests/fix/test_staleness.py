"""What is left over of a checkout, by folder and ancestry."""

from portwise.fix.staleness import Worker, folk, left, twins
from portwise.model.process import Process
from portwise.model.stop import Row

ME, SHELL = 900, 100
VITE = ("node", "vite", "--port", "3000")


def process(pid):
    return Process(pid, pid, "node")


def row(pid, parent, state="S"):
    return pid, Row(process(pid), parent, 1000, state)


def worker(pid, *, words=VITE, folder="/shop", orphaned=False, leads=False, age=60.0, ports=()):
    return pid, Worker(process(pid), words, folder, orphaned, leads, age, ports)


def everybody(workers, rows):
    return folk(dict(workers), dict(rows), ME)


def found(workers, rows):
    """Pid and the first words of each reason."""
    return [
        (one.top.process.pid, [reason.split(" ")[0] for reason in one.reasons])
        for one in left(everybody(workers, rows))
    ]


ROWS = [row(1, 0), row(SHELL, 1), row(ME, SHELL)]


def test_one_whose_starter_is_gone_is_left_over():
    """The shell that started it was closed, and pid 1 has it."""
    rows = [*ROWS, row(200, 1)]

    assert [(200, ["who"])] == found([worker(200, orphaned=True, ports=(3000,))], rows)


def test_a_server_of_a_living_shell_stays():
    """Somebody sits before it."""
    rows = [*ROWS, row(200, SHELL)]
    workers = [worker(SHELL, leads=True, words=("bash",)), worker(200, ports=(3000,))]

    assert [] == found(workers, rows)


def test_what_is_stopped_in_a_multiplexer_of_the_folder_is_left_over():
    """tmux was started here, and works here as well: it is where the server was started, and not what is left over."""
    rows = [*ROWS, row(150, 1), row(200, 150, "T")]

    assert [(200, ["it"])] == found([worker(150, leads=True, words=("tmux",)), worker(200, ports=(3000,))], rows)


def test_a_stopped_one_that_holds_a_port_is_left_over():
    """Ctrl-Z keeps the port and answers nobody, also where a child of it was stopped."""
    rows = [*ROWS, row(200, SHELL), row(201, 200, "T")]

    assert [(200, ["node"])] == found([worker(200), worker(201, ports=(3000,))], rows)


def test_of_two_that_do_the_same_the_one_without_a_port_is_left_over():
    """Its port was taken when it started, and it goes on watching files."""
    rows = [*ROWS, row(200, SHELL), row(300, SHELL)]
    workers = [worker(200, age=900, ports=(3000,)), worker(300, age=600)]

    assert [(300, ["the"])] == found(workers, rows)


def test_what_a_killed_portwise_had_started_is_left_over():
    """With a port or without one; nobody else may be waiting for it."""
    rows = [*ROWS, row(200, 1), row(300, 1)]
    workers = [
        (pid, one._replace(forgotten=True)) for pid, one in (worker(200, words=("make",)), worker(300, ports=(3000,)))
    ]

    assert [(200, ["portwise"]), (300, ["portwise"])] == found(workers, rows)


def test_one_that_has_just_been_started_may_still_come_to_its_port():
    """A server that compiles first is not left over."""
    rows = [*ROWS, row(200, SHELL), row(300, SHELL)]
    workers = [worker(200, age=900, ports=(3000,)), worker(300, age=20)]

    assert [] == found(workers, rows)


def test_two_that_both_serve_are_told_and_not_ended():
    """Both may be wanted: only whoever started them knows."""
    rows = [*ROWS, row(200, SHELL), row(300, SHELL)]
    workers = [worker(200, age=900, ports=(3000,)), worker(300, age=60, ports=(3001,))]
    pairs = [(p.older.process.pid, p.younger.process.pid, p.ports) for p in twins(everybody(workers, rows))]

    assert [] == found(workers, rows)
    assert [(200, 300, (3000,))] == pairs


def test_commands_that_differ_in_what_is_hidden_are_not_alike():
    """Of two redacted words nobody knows whether they are one."""
    rows = [*ROWS, row(200, SHELL), row(300, SHELL)]
    words = ("node", "server.js", "--token=***")
    workers = [worker(200, words=words, age=900, ports=(3000,)), worker(300, words=words, age=600)]

    assert [] == found(workers, rows)


def test_another_command_or_another_folder_is_no_twin():
    """Two servers of one checkout, and the same one in two of its folders, belong there."""
    rows = [*ROWS, row(200, SHELL), row(300, SHELL), row(400, SHELL)]
    workers = [
        worker(200, age=900, ports=(3000,)),
        worker(300, words=("node", "api.js"), ports=(5001,)),
        worker(400, folder="/shop/admin", ports=(3001,)),
    ]

    assert [] == found(workers, rows)


def test_a_twin_that_is_left_over_itself_replaces_nobody():
    """Else all of them would be ended, and the one that answers too."""
    rows = [*ROWS, row(200, SHELL), row(300, SHELL, "T")]
    workers = [worker(200, age=900, ports=(3000,)), worker(300, age=60, ports=(3001,))]

    assert [(300, ["it"])] == found(workers, rows)


def test_who_called_us_is_never_left_over():
    """An agent's shell works in the folder, and has started the server that it asks about."""
    rows = [*ROWS, row(200, SHELL)]
    workers = [worker(SHELL, orphaned=True, words=("bash",)), worker(200, ports=(3000,)), worker(ME, orphaned=True)]

    assert [] == found(workers, rows)


def test_what_serves_nobody_is_not_looked_at():
    """An editor or a pager works in the folder too."""
    rows = [*ROWS, row(200, 1)]

    assert [] == found([worker(200, orphaned=True)], rows)
