"""
Who is asked to end so that a port gets free, and who is never touched.  Pure: a scene in, a plan out.

Only processes that hold the listening socket are ended, with what they have started.  One that carries other people's
connections too (an SSH server, a multiplexer of terminals, the proxy of a container engine) is never signalled: it has
a switch of its own.  One refusal stops the whole plan, for half a stop frees no port.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portwise.model.container import PASTA
from portwise.model.process import Process
from portwise.model.stop import Ending, Owner, Plan, Refused, Row, Scene, Told

NOT_SHOWN = "this system does not show whose it is (Windows: taskkill /PID {pid}; macOS: kill {pid})"
INIT = 1
STOPPED = "Tt"
MOST = 64  # ancestors

# Names as the kernel keeps them, at most 15 bytes (proc_pid_comm(5)), and how each lets go of a port
MULTIPLEXERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("sshd", "sshd-session", "sshd-auth", "dropbear", "mosh-server"), ("a session of SSH forwards it", ())
    ),
    **dict.fromkeys(
        ("qemu-system-x86", "qemu-system-aar", "VBoxHeadless"), ("a virtual machine has lent it the port", ())
    ),
    "ssh": ("it is a tunnel of SSH, with perhaps a login in it", ("ssh", "-O", "exit", "HOST")),
    **dict.fromkeys(("tmux", "tmux: server", "screen", "zellij"), ("all terminals inside of it would end", ())),
    **dict.fromkeys(
        ("docker-proxy", "rootlesskit"),
        ("a container has published the port", ("docker", "ps", "--filter", "publish=PORT")),
    ),
    **dict.fromkeys(
        ("rootlessport", "slirp4netns", "conmon", "gvproxy", *PASTA),
        ("a container has published the port", ("podman", "ps", "--filter", "publish=PORT")),
    ),
    **dict.fromkeys(("dockerd", "containerd", "containerd-shim"), ("it looks after every container", ("docker", "ps"))),
    **dict.fromkeys(("systemd", "launchd"), ("it holds the socket for a service", ("systemctl", "list-sockets"))),
    **dict.fromkeys(
        ("code", "code-server", "code-tunnel", "cursor", "cursor-server", "idea", "pycharm", "webstorm", "goland"),
        ("an editor forwards it, with your session in it", ()),
    ),
}


def planned(scene: Scene, told: Told = Told()) -> Plan:  # noqa: B008 - a value that nobody can change
    """What is done, or why nothing is.  No owner gives an empty plan."""
    refused = tuple(refusals(scene, told))
    if refused:
        return Plan(scene.port, (), refused)
    return Plan(scene.port, tuple(endings(scene, told)), ())


def refusals(scene: Scene, told: Told) -> Iterator[Refused]:
    if scene.hidden:
        yield unseen(scene, told)
    above = ancestry(scene.rows, scene.me)
    for owner in scene.owners:
        if reason := untouchable(scene, owner, above, told) or foreign(scene, owner, told) or kept(scene, owner, told):
            yield reason


def unseen(scene: Scene, told: Told) -> Refused:
    """Root sees who it is, and is asked for that user by name again where he is not root."""
    if scene.theirs is None:
        why = f"not all who have the port can be seen: {scene.hidden}"
        return Refused(None, "", why, ("sudo", "portwise", "who", str(scene.port)) if scene.uid else ())
    user = scene.users.get(scene.theirs, str(scene.theirs))
    by_name = ("--user", user) if scene.theirs else ()
    why = f"the port is of another user, {called(scene, scene.theirs)}, and which process has it only root can see"
    return Refused(None, "", why, ("sudo", "portwise", "stop", str(scene.port), *by_name, *switches(told)))


def called(scene: Scene, uid: int) -> str:
    return scene.users.get(uid, f"uid {uid}")


def switches(told: Told) -> list[str]:
    return ["--kill"] * told.kill + ["--supervisor"] * told.supervisor


def untouchable(scene: Scene, owner: Owner, above: frozenset[int], told: Told) -> Refused | None:
    """Whoever is told, these are never signalled."""
    process = owner.process
    if process.pid == INIT:
        return refusal(owner, "it is pid 1, and the machine ends with it")
    if process.pid == scene.me or process.pid in above:
        return refusal(owner, "portwise itself was started by it")
    if process.name in MULTIPLEXERS:
        why, switch = MULTIPLEXERS[process.name]
        return refusal(owner, why, *(str(scene.port).join(word.split("PORT")) for word in switch))
    if owner.lends:
        return refusal(owner, f"it is {owner.lends}, and carries more than this port")
    if told.kill or told.supervisor:
        for pid in tree(scene.rows, process.pid)[1:]:
            if (name := scene.rows[pid].process.name) in MULTIPLEXERS:
                return refusal(owner, f"{name} (pid {pid}) is below it, and would be ended with it")
    if below := next((pid for pid in tree(scene.rows, process.pid) if pid == scene.me), None):
        return refusal(owner, f"portwise itself (pid {below}) is among those it has started")
    return None


def foreign(scene: Scene, owner: Owner, told: Told) -> Refused | None:
    """Another user's, or one that cannot be seen any more."""
    if not scene.rows:
        return refusal(owner, NOT_SHOWN.format(pid=owner.process.pid))
    row = scene.rows.get(owner.process.pid)
    if row is None or row.process != owner.process:
        return refusal(owner, "it has ended meanwhile")
    if row.uid in (scene.uid, told.user_id):
        return None
    user = scene.users.get(row.uid, str(row.uid))
    what = str(scene.port) if scene.port else "--stale"
    why = f"it belongs to another user, {called(scene, row.uid)}"
    sudo = ("sudo",) * bool(scene.uid)
    by_name = ("--user", user) if row.uid or not sudo else ()
    return refusal(owner, why, *sudo, "portwise", "stop", what, *by_name, *switches(told))


def kept(scene: Scene, owner: Owner, told: Told) -> Refused | None:
    """Whoever starts it again would do so at once."""
    if owner.container:
        engine = "podman" if owner.container.startswith("podman") else "docker"
        return refusal(owner, f"it is in a {owner.container}", engine, "stop", owner.container.rpartition(" ")[2])
    if owner.unit:
        *user, unit = owner.unit.split(" ")
        return refusal(owner, f"it is the service {unit}", "systemctl", *user, "stop", unit)
    if owner.keeper is None or told.supervisor:
        return foreign_keeper(scene, owner, told) if owner.keeper else None
    pid = owner.keeper.pid
    return refusal(owner, f"{owner.keeper_called} (pid {pid}) starts it again: --supervisor stops that, and it too")


def foreign_keeper(scene: Scene, owner: Owner, told: Told) -> Refused | None:
    """The supervisor is held to the same rules as the server."""
    if owner.keeper is None:
        return None
    keeper = owner._replace(process=owner.keeper, program=owner.keeper_called, keeper=None, unit="", container="")
    above = ancestry(scene.rows, scene.me)
    return untouchable(scene, keeper, above, told) or foreign(scene, keeper, told)


def refusal(owner: Owner, why: str, *instead: str) -> Refused:
    return Refused(owner.process, owner.program, why, instead)


def endings(scene: Scene, told: Told) -> Iterator[Ending]:
    """The topmost of those who share a socket: a master ends its own workers."""
    named = {owner.process.pid: owner.program for owner in scene.owners}
    if told.supervisor:
        named |= {owner.keeper.pid: owner.keeper_called for owner in scene.owners if owner.keeper}
    for pid, program in named.items():
        if not ancestry(scene.rows, pid) & named.keys():
            rows = [scene.rows[below] for below in tree(scene.rows, pid)]
            yield Ending(rows[0].process, program, tuple(row.process for row in rows), rows[0].state in STOPPED)


def ancestry(rows: Mapping[int, Row], pid: int) -> frozenset[int]:
    """Parent, grandparent, …; without the process itself."""
    found: list[int] = []
    while (row := rows.get(pid)) and row.parent and row.parent not in found and len(found) < MOST:
        found.append(pid := row.parent)
    return frozenset(found)


def tree(rows: Mapping[int, Row], top: int) -> list[int]:
    """A process and all below it, parents first."""
    children: dict[int, list[int]] = {}
    for row in rows.values():
        children.setdefault(row.parent, []).append(row.process.pid)
    found = [top]
    for pid in found:  # grows as it goes
        found += [child for child in children.get(pid, ()) if child not in found]
    return found


def same(process: Process, row: Row | None) -> bool:
    """A pid is used again; a pid with its start time is not."""
    return row is not None and row.process.pid == process.pid and row.process.started == process.started
