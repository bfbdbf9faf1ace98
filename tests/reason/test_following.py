"""When watching a command ends: playbooks of looks, and what comes of them.  No clock, no process."""

from ipaddress import ip_address

from portwise.model.process import Process
from portwise.model.service import Kind, Line
from portwise.model.start import Doing, End, Exit, Glimpse, Member, Opened
from portwise.reason.following import ELSEWHERE, LINGER, QUIET, SAID, STEADY, Followed, over, saw, started

NPM, NODE = Process(10, 100, "npm"), Process(11, 101, "node")
RUNNING = (Member(NPM, "S"), Member(NODE, "S"))
PATIENCE = 20.0


def door(port, doing=Doing.LISTENS, address="127.0.0.1"):
    return Opened(doing, ip_address(address), port, False, 1000 + port, NODE)


def line(kind, text, port=0):
    return Line(kind, port, text)


def played(*looks, wanted=0):
    """The state after these looks, and the end that the last one came to."""
    state = Followed(wanted)
    for look in looks:
        state = saw(state, look)
    return state, over(state, PATIENCE)


def ends(*looks, wanted=0):
    return played(*looks, wanted=wanted)[1]


def at(seconds, **seen):
    return Glimpse(at=seconds, **{"members": RUNNING, **seen})


def test_a_server_is_up_when_its_doors_are_steady():
    """One look at an open door is not enough: a second address may open a moment later."""
    first, again = at(1.0, opened=(door(3000),)), at(1.0 + STEADY, opened=(door(3000),))

    assert [None, End.LISTENS] == [ends(first), ends(first, again)]


def test_a_further_door_makes_it_wait_again():
    """Steady is what has not changed."""
    first, both = at(1.0, opened=(door(3000),)), (door(3000), door(3000, address="::1"))
    later = at(1.0 + STEADY, opened=both)

    assert [None, End.LISTENS] == [ends(first, later), ends(first, later, at(1.0 + 2 * STEADY, opened=both))]


def test_its_word_that_it_is_ready_is_taken():
    """Where it names the port that is open; a line about another port says nothing of this one."""
    said, other = line(Kind.LISTENING, "on 3000", 3000), line(Kind.LISTENING, "on 9", 9)
    first, after = at(1.0, opened=(door(3000),)), at(1.0 + SAID, opened=(door(3000),))

    assert End.LISTENS is ends(first._replace(lines=(said,)), after)
    assert None is ends(first._replace(lines=(other,)), after)


def test_words_alone_are_no_server():
    """A line "ready on 3000" without a socket is a promise."""
    said = line(Kind.LISTENING, "on 3000", 3000)

    assert None is ends(at(1.0, lines=(said,)), at(1.0 + QUIET))


def test_the_wanted_port_may_still_come():
    """Another one opens first (a websocket of a bundler): it is waited for longer, and not for ever."""
    first = at(1.0, opened=(door(24678),))
    looks = [at(1.0 + seconds, opened=(door(24678),)) for seconds in (STEADY, ELSEWHERE)]

    assert [None, End.LISTENS] == [ends(first, look, wanted=3000) for look in looks]


def test_an_inspector_is_no_door():
    """By its port, or by what Node says of it."""
    said = line(Kind.LISTENING, "Debugger listening on ws://127.0.0.1:38555/a", 38555)

    assert None is ends(at(1.0, opened=(door(9229),)), at(2.0, opened=(door(9229),)))
    assert None is ends(at(1.0, opened=(door(38555),), lines=(said,)), at(2.0, opened=(door(38555),)))


def test_a_door_among_tools_is_no_server_yet():
    """A build opens a high port for itself and computes on; only where nobody works any more can it be all there is."""
    busy = (Member(NPM, "S"), Member(NODE, "R"))
    looks = [at(t, opened=(door(40123),), members=busy) for t in (1.0, 4.0)]

    assert None is ends(*looks)
    assert End.LISTENS is ends(*looks, at(4.0 + QUIET, opened=(door(40123),)))
    assert End.LISTENS is ends(
        at(1.0, opened=(door(40123),), lines=(line(Kind.LISTENING, "on 40123", 40123),)), at(2.0, opened=(door(40123),))
    )


def test_one_that_takes_another_port_may_compile_first():
    """ "Port 3000 is in use, trying another one" is an end only where nobody works on."""
    taken = line(Kind.IN_USE, "Port 3000 is in use", 3000)
    busy = (Member(NPM, "S"), Member(NODE, "R"))
    looks = (at(1.0, lines=(taken,), spoke=True), at(1.0 + QUIET, members=busy))

    assert [None, End.STUCK] == [ends(*looks), ends(*looks, at(1.0 + 2 * QUIET))]


def test_who_holds_a_port_without_listening_is_not_up():
    """bind(2) without listen(2): clients are refused."""
    held = (door(3000, Doing.HOLDS),)

    assert None is ends(at(1.0, opened=held), at(9.0, opened=held))


def test_it_has_ended_when_nobody_is_left():
    """At once, well or not."""
    for end in (Exit(1), Exit(0), Exit(0, "SIGSEGV")):
        assert End.ENDED is ends(at(1.0, members=(), exit=end))


def test_what_forks_twice_goes_on():
    """The one that was started ends well, and its grandchild is still on its way."""
    looks = (at(1.0, members=(Member(NODE, "R"),), exit=Exit(0)), at(5.0, members=(Member(NODE, "S"),), exit=Exit(0)))

    assert None is ends(*looks)
    assert End.LISTENS is ends(
        *looks, *(at(t, members=(Member(NODE, "S"),), exit=Exit(0), opened=(door(3000),)) for t in (6.0, 7.0))
    )


def test_what_a_failure_leaves_behind_is_not_waited_for():
    """It failed, and a child that opens nothing is left over."""
    left = (Member(NODE, "S"),)
    looks = [at(seconds, members=left, exit=Exit(1)) for seconds in (1.0, 1.0 + QUIET)]

    assert [None, End.ENDED] == [ends(looks[0]), ends(*looks)]


def test_what_others_start_for_it_may_take_a_moment():
    """``docker compose up -d`` ends well before the port is there; where none is wanted there is none to wait for."""
    done = at(1.0, members=(), exit=Exit(0))

    assert [None, End.ENDED] == [ends(done, wanted=3000), ends(done)]
    assert End.ENDED is ends(done, at(1.2, members=(), exit=Exit(0), strangers=frozenset({3000})), wanted=3000)
    assert End.ENDED is ends(done, at(1.0 + LINGER, members=(), exit=Exit(0)), wanted=3000)


def test_a_question_that_nobody_answers():
    """Also one without an end of its line; as long as anything moves it is not stuck."""
    asks = line(Kind.ASKING, "Ok to proceed? (y)")
    first, later = at(1.0, unfinished=asks, spoke=True), at(1.0 + QUIET, unfinished=asks)

    assert [None, End.STUCK] == [ends(first), ends(first, later)]
    assert None is ends(first, later._replace(spoke=True))


def test_a_watcher_that_gave_its_child_up():
    """Its last word counts, not an earlier one."""
    gave_up, works = line(Kind.WAITING, "app crashed - waiting"), line(Kind.ERROR, "Error: again")

    assert End.STUCK is ends(at(1.0, lines=(gave_up,), spoke=True), at(1.0 + QUIET))
    assert None is ends(at(1.0, lines=(gave_up, works), spoke=True), at(1.0 + QUIET))


def test_what_the_kernel_holds_is_stuck():
    """A lock, a terminal, a debugger, a stop: when all is quiet."""
    assert End.STUCK is ends(at(1.0, spoke=True), at(1.0 + QUIET, held=("it waits for the lock on a.lock",)))
    assert None is ends(at(1.0, spoke=True), at(1.1, held=("it waits for the lock on a.lock",)))


def test_running_and_sleeping_in_turn_is_no_movement():
    """A process that blinks between R and S gets nowhere; one that is new, or stopped, is news."""
    asks = line(Kind.ASKING, "Sure?")
    blinking = at(1.0 + QUIET, unfinished=asks, members=(Member(NPM, "R"), Member(NODE, "S")))
    newcomer = at(1.0 + QUIET, unfinished=asks, members=(*RUNNING, Member(Process(12, 1, "sh"), "S")))

    assert [End.STUCK, None] == [ends(at(1.0, unfinished=asks, spoke=True), look) for look in (blinking, newcomer)]


def test_patience_has_an_end():
    """Whoever says nothing and opens nothing is waited for just so long."""
    assert [None, End.TIME] == [ends(at(1.0), at(seconds)) for seconds in (PATIENCE - 0.1, PATIENCE)]


def test_where_it_was_is_kept_when_it_is_gone():
    """The doors close with their process, and the report is about them."""
    state, end = played(at(1.0, opened=(door(3000),)), at(1.1, members=(), exit=Exit(1)))

    assert (End.ENDED, (door(3000),)) == (end, state.opened)


def test_a_failure_is_the_last_of_its_words():
    """The exit status stands for the words of a program that says none; a good end is no word."""
    for how, words in ((Exit(3), ["it ended with status 3"]), (Exit(0, "SIGKILL"), ["it was ended by SIGKILL"])):
        state, end = played(at(1.0, members=(), exit=how))

        assert words == [one.text for one in started(state, ("x",), "/", NPM, end).said]

    state, end = played(at(1.0, members=(), exit=Exit(0)))

    assert () == started(state, ("x",), "/", NPM, end).said
