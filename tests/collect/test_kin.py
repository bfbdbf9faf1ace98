import pytest

from portwise.model.facts import KIN
from portwise.model.process import Kin, Process

SESSION_SCOPE = "0::/user.slice/user-1000.slice/session-3.scope\n"


def family(machine, line, *members, cgroup=SESSION_SCOPE, session=42, started=1000):
    """A process 42 below *members*: (pid, comm, command line), nearest first; the last one's parent is pid 1."""
    parents = [pid for pid, _, _ in members] + [1]
    files = {"/proc/42/stat": line(42, "node", parents[0], session, started), "/proc/42/cgroup": cgroup}
    for (pid, comm, command), parent in zip(members, parents[1:], strict=True):
        files |= {f"/proc/{pid}/stat": line(pid, comm, parent, 7), f"/proc/{pid}/cmdline": command}
    return machine(files | {"/proc/1/stat": line(1, "systemd", 0, 1), "/proc/1/cmdline": "/sbin/init"})


@pytest.mark.parametrize(
    "members, supervisor",
    [
        ([(9, "bash", "-bash")], "shell bash"),
        ([(9, "bash", "-bash"), (8, "tmux: server", "tmux")], "tmux"),
        ([(10, "sh", "sh -c vite"), (9, "npm run dev", "npm run dev"), (8, "bash", "-bash")], "npm"),
        ([(9, "node", "node /usr/bin/nodemon server.js"), (8, "bash", "bash")], "nodemon"),
        ([(9, "node", "node /p/node_modules/.bin/tsx watch server.ts")], "tsx watch"),
        ([(9, "node", "node /p/node_modules/.bin/concurrently vite api"), (8, "zsh", "zsh")], "concurrently"),
        ([(9, "PM2 v5.3.0: God", "PM2 v5.3.0: God Daemon (/root/.pm2)")], "pm2"),
        ([(9, "bash", "bash"), (8, "claude", "claude"), (7, "zsh", "-zsh")], "coding agent claude"),
        ([(9, "node", "node /n/lib/node_modules/@openai/codex/bin/codex.js")], "coding agent codex"),
        ([(9, "python3", "python3 /home/ann/.local/bin/aider"), (7, "zsh", "-zsh")], "coding agent aider"),
        ([(9, "bash", "bash"), (8, "node", "/home/ann/.vscode-server/bin/4f/node out/bootstrap-fork")], "VS Code"),
        ([(9, "containerd-shim", "/usr/bin/containerd-shim-runc-v2 -id 4f")], "containerd-shim-runc-v2"),
        ([(9, "sshd", "sshd: ann@pts/0")], "sshd"),
        ([(9, "launcher", "/opt/launcher")], ""),
    ],
)
def test_who_keeps_it_running(members, supervisor, ask, machine, line, vite):
    """Who starts it again comes before who merely lent a terminal; a shell is named where nobody else is."""
    said = ask(family(machine, line, *members), KIN.of(vite)).said.value

    assert (supervisor, False) == (said.supervisor, said.orphaned)


@pytest.mark.parametrize(
    "cgroup, supervisor",
    [
        ("0::/system.slice/shop.service\n", "systemd unit shop.service"),
        ("0::/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service\n", "systemd unit shop.service"),
        (f"0::/system.slice/docker-{'4f' * 32}.scope\n", "docker container 4f4f4f4f4f4f"),
        ("0::/user.slice/user-1000.slice/user@1000.service/init.scope\n", ""),
        (SESSION_SCOPE, ""),
    ],
)
def test_a_unit_and_a_container_name_themselves(cgroup, supervisor, ask, machine, line, vite):
    """The path of the cgroup tells who started it, also where the parent is pid 1."""
    host = family(machine, line, cgroup=cgroup)

    assert supervisor == ask(host, KIN.of(vite)).said.value.supervisor


SYSTEM = "0::/system.slice/shop.service\n"


@pytest.mark.parametrize(
    ("members", "session", "cgroup", "environ", "ours", "service"),
    [
        ([], 42, SYSTEM, "", SESSION_SCOPE, "shop.service"),
        ([], 42, SYSTEM, "SYSTEMD_EXEC_PID=42", SESSION_SCOPE, "shop.service"),
        ([(9, "bash", "bash")], 9, SYSTEM, "", SESSION_SCOPE, ""),  # in the terminal of an editor
        ([], 7, SYSTEM, "", SESSION_SCOPE, ""),  # left over from one, nohup
        ([], 42, SYSTEM, "SYSTEMD_EXEC_PID=8", SESSION_SCOPE, "shop.service"),  # it forked, and who began has ended
        ([], 42, SYSTEM, "SYSTEMD_EXEC_PID=1", SESSION_SCOPE, ""),  # setsid in the terminal of one that runs
        ([], 42, SYSTEM, "SYSTEMD_EXEC_PID=" + "9" * 5000, SESSION_SCOPE, "shop.service"),
        ([], 42, SYSTEM, "", SYSTEM, ""),  # we would end with it
        ([], 42, SYSTEM, "", FileNotFoundError(2, "none"), ""),
        ([], 42, SESSION_SCOPE, "", SYSTEM, ""),
        ([], 42, "0::/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service\n", "", SESSION_SCOPE, ""),
        ([(9, "sh", "sh -c vite")], 9, SYSTEM, "", SESSION_SCOPE, ""),  # of that shell another group is told
        ([], 42, "0::/system.slice/app-shop@1.service\n", "", SESSION_SCOPE, ""),
    ],
)
def test_a_unit_is_its_own_only_where_it_is_the_main_process(
    members, session, cgroup, environ, ours, service, ask, machine, line, vite
):
    """Who merely works in a unit does not come up again with it; and of a user's no system unit has the name."""
    host = family(machine, line, *members, cgroup=cgroup, session=session)
    host.files |= {"/proc/42/environ": environ, "/proc/self/cgroup": ours}

    assert service == ask(host, KIN.of(vite)).said.value.service


OF_USER = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service\n"
NPM, SH = (9, "npm run start", "npm run start"), (10, "sh", "sh -c vite")
CRON, TMUX = (9, "cron", "/usr/sbin/cron -f"), (9, "tmux: server", "tmux")
SYSTEMD = (30, "systemd", "/lib/systemd/systemd --user")


def tasks(pid, *children):
    """The threads of a process, and whom each of them has started."""
    told = {f"/proc/{pid}/task/{pid + n}/children": text for n, text in enumerate(children)}
    return {f"/proc/{pid}/task": tuple(str(pid + n) for n in range(len(children))), **told}


@pytest.mark.parametrize(
    ("members", "cgroup", "leader", "changes", "service"),
    [
        ([SH, NPM], SYSTEM, 9, {}, "shop.service"),
        ([SH, NPM], SYSTEM, 9, {"/proc/42/environ": "SYSTEMD_EXEC_PID=9"}, "shop.service"),
        ([SH, CRON], SYSTEM, 9, {}, ""),  # it starts others too
        ([SH, TMUX], SYSTEM, 9, {}, ""),
        ([SH, NPM], SYSTEM, 8, {}, ""),  # and who leads the session is none of the unit
        ([SH, NPM], SYSTEM, 9, {"/proc/9/cgroup": SESSION_SCOPE}, ""),
        ([SH, NPM], SYSTEM, 9, tasks(10, "42 43 "), ""),  # node a & node b & wait
        ([SH, NPM], SYSTEM, 9, tasks(9, "10 ", "43 "), ""),  # of another thread
        ([SH, NPM], SYSTEM, 9, tasks(9, "10 44 "), "shop.service"),  # it has ended
        ([SH, NPM], SYSTEM, 9, {"/proc/9/task": FileNotFoundError(2, "none")}, ""),  # a kernel that does not tell
        ([SH, NPM], SYSTEM, 9, {"/proc/self/cgroup": SYSTEM}, ""),  # we would end with it
        ([SYSTEMD], OF_USER, 42, {}, "--user shop.service"),
        ([SH, NPM, SYSTEMD], OF_USER, 9, {}, "--user shop.service"),
        ([SYSTEMD], OF_USER.replace("1000", "1001"), 42, {}, ""),  # another user's
        ([SYSTEMD], OF_USER.replace("app.slice", "session.slice"), 42, {}, ""),  # the desktop itself
        ([SYSTEMD], OF_USER.replace("app.slice/shop", "app.slice/app-gnome-code"), 42, {}, ""),
        ([SYSTEMD], OF_USER.replace("app.slice/shop.service", "app.slice/run-u7.scope"), 42, {}, ""),
        ([(30, "systemd", "my own systemd")], OF_USER, 42, {"/proc/30/cgroup": OF_USER}, ""),
        ([(30, "sshd", "sshd: ann")], OF_USER, 42, {}, ""),
    ],
)
def test_a_wrapper_and_the_systemd_of_a_user_end_with_it(
    members, cgroup, leader, changes, service, ask, machine, line, vite
):
    """Of all others nobody knows what would end too."""
    host = family(machine, line, *members, cgroup=cgroup, session=leader)
    host.files |= {"/proc/43/stat": line(43, "node"), "/proc/44/stat": line(44, "sh", state="Z")}
    for n, (pid, comm, _) in enumerate(members):
        above = members[n + 1][0] if n + 1 < len(members) else 1
        own = "0::/user.slice/user-1000.slice/user@1000.service/init.scope\n" if pid == 30 else cgroup
        host.files |= {f"/proc/{pid}/stat": line(pid, comm, above, 30 if pid == 30 else leader)}
        below = members[n - 1][0] if n else 42
        host.files |= {f"/proc/{pid}/cgroup": own, **tasks(pid, f"{below} ")}
    host.files |= {"/proc/self/cgroup": SESSION_SCOPE, **changes}

    assert service == ask(host, KIN.of(vite)).said.value.service


def test_a_shell_at_a_terminal_wraps_nobody(ask, machine, line, vite):
    """debug-shell.service and its like: what was typed there is not what the unit is for."""
    host = family(machine, line, SH, cgroup=SYSTEM, session=10)
    for pid, terminal in ((10, "34816"), (10, "0")):
        fields = line(pid, "sh", 1, 10).split(" ")
        fields[6] = terminal
        host.files |= {"/proc/10/stat": " ".join(fields), "/proc/10/cgroup": SYSTEM, "/proc/self/cgroup": SESSION_SCOPE}
        host.files |= tasks(10, "42 ")
        told = ask(host, KIN.of(vite)).said.value.service

        assert {"34816": "", "0": "shop.service"}[terminal] == told


@pytest.mark.parametrize(
    "members, session, cgroup, orphaned",
    [
        ([], 7, SESSION_SCOPE, True),
        ([], 42, SESSION_SCOPE, False),  # it leads a session of its own, as a daemon does
        ([], 0, SESSION_SCOPE, False),  # led from outside the pid namespace
        ([], 7, "0::/system.slice/shop.service\n", False),
        ([(30, "systemd", "/lib/systemd/systemd --user")], 7, SESSION_SCOPE, True),
        ([(30, "launcher", "/opt/launcher")], 7, SESSION_SCOPE, False),
    ],
)
def test_an_orphan_has_lost_its_parent_and_its_session(members, session, cgroup, orphaned, ask, machine, line, vite):
    """Pid 1 or a subreaper adopted it, the leader of its session is gone, and nothing keeps it."""
    host = family(machine, line, *members, cgroup=cgroup, session=session)

    assert orphaned is ask(host, KIN.of(vite)).said.value.orphaned


def test_a_pid_used_again_leads_no_session_of_ours(ask, machine, line, vite):
    """Pid 7 exists, but it is a member of another session: the leader of ours is gone."""
    host = family(machine, line, session=7)
    host.files["/proc/7/stat"] = line(7, "cron", 1, 6)

    assert ask(host, KIN.of(vite)).said.value.orphaned


def test_ancestors_come_nearest_first(ask, machine, line, vite):
    """Each with its own start time, up to pid 1."""
    said = ask(family(machine, line, (9, "sh", "sh"), (8, "zsh", "zsh")), KIN.of(vite)).said.value

    assert (
        Kin((Process(9, 1000, "sh"), Process(8, 1000, "zsh"), Process(1, 1000, "systemd")), "shell sh", False) == said
    )


def test_a_long_line_is_cut(ask, machine, line, vite):
    """Twenty ancestors are told, and no more are read."""
    members = [(100 + n, "deep", "deep") for n in range(30)]
    said = ask(family(machine, line, *members), KIN.of(vite)).said.value

    assert 20 == len(said.ancestors)
