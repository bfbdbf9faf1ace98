"""
Where each command of a pasted terminal was typed: on one machine, on another that somebody went to, in a container.

Told by the names in the prompts, by the commands that lead elsewhere, and by those that lead back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.model.record import NamedTuple

NAMED = re.compile(r"^\s*(?:\([\w.-]{1,40}\) ?)?\[?[\w.-]{1,40}@(?P<host>[\w.-]{1,60})(?=[\s:~\]$#%/]|$)")
BOXED = re.compile(r"[0-9a-f]{12}$")  # the name that an engine gives a container
SHELL = r"(?:/\S{0,40}/)?(?:ba|z|a|da|k|fi)?sh|pwsh|powershell(?:\.exe)?|cmd(?:\.exe)?"
TO_MACHINE = re.compile(  # a tunnel is no shell
    r"(?!ssh .*(?<= )-\w*[nf]\w*(?= ))(?:ssh|mosh|telnet|minikube ssh|vagrant ssh|colima ssh|podman machine ssh|"
    r"multipass shell|limactl shell|gcloud compute ssh)"
    r"(?: -[a-z46]+(?: (?!-|\S*@)[\w./:-]+(?= \S))?| --\S+)*(?: [\w.@%:\[\]][\w.@%:\[\]-]*)?$"
    r"|wsl(?:\.exe)?(?: -[du] \S+)*$|enter-pssession\b"
)
WSL = re.compile(r"wsl(?:\.exe)?(?: |$)")
TO_CONTAINER = re.compile(
    r"(?:docker|podman|nerdctl|kubectl|oc|crictl|lxc|incus)(?:-compose| compose)? "
    rf".*\b(?:exec|run|attach|shell|rsh|debug)\b.* (?:{SHELL})(?: -[li]+)?$"
    rf"|(?:toolbox|distrobox) enter\b|(?:machinectl shell|chroot|nsenter)\b.* (?:{SHELL})$"
    rf"|(?:ip netns exec|unshare)\b.* (?:{SHELL})$"
)
OPTIONS = r"(?:-[uew] \S+ |--(?:user|env|workdir|index)[= ]\S+ |--?[\w-]+(?:=\S+)? )*"
ENTERED = re.compile(
    r"(?:docker|podman|nerdctl)(?:-compose| compose)?(?: -\S+(?: \S+\.ya?ml)?)* (?:container )?(?:exec|attach) "
    rf"{OPTIONS}(?P<name>[a-z0-9][\w.-]*)(?: (?P<rest>.*))?$"
)
STARTED = re.compile(r"^(?:docker|podman|nerdctl) (?:container )?run\b.* --name[ =](?P<name>[a-z0-9][\w.-]*)")
FAILS = re.compile(
    r"^(?:ssh|kex_\w+|ssh_\w+|error)\b.{0,40}:|connection (?:to .{1,60} )?(?:refused|closed|reset|timed out)|"
    r"permission denied|no such (?:container|host)|response from daemon|is not running|not found|host key verification",
    re.IGNORECASE | re.MULTILINE,
)
BACK = re.compile(r"(?:exit|logout|\^d)(?: \d+)?$")
HERE_ALONE = re.compile(r"(?:docker|podman|nerdctl|kubectl|oc|systemctl)\b")  # nobody has them in a container


class Typed(NamedTuple):
    line: str
    command: str  # without its case and without sudo
    printed: str


class Place(NamedTuple):
    number: int  # the same for what was typed at the same place
    machine: int  # the same for a machine and what is in its containers
    contained: bool = False
    box: str = ""  # by which name, or which beginning of its id, its engine knows that container
    of_wsl: bool = False  # the Linux of a WSL, which was entered from its Windows


FIRST = Place(0, 0)


class Shell(NamedTuple):
    place: Place
    host: str  # by its prompt, "" where it does not tell

    @property
    def contained(self) -> bool:
        return self.place.contained


def places(typed: Iterable[Typed]) -> Iterator[Place]:
    """Of each command; whoever was not let in somewhere else is where he was."""
    stack, last = [Shell(FIRST, "")], 0
    for line, command, printed in typed:
        found = NAMED.match(line)
        last = settle(stack, found["host"].casefold() if found else "", last)
        if stack[-1].contained and not stack[-1].host and HERE_ALONE.match(command):
            stack.pop()
        yield stack[-1].place
        if BACK.match(command) and len(stack) > 1:
            stack.pop()
        machine = TO_MACHINE.match(command)
        if (machine or TO_CONTAINER.match(command)) and not FAILS.search(printed):
            last += 1
            inside = Place(last, stack[-1].place.machine, True, called(command))
            where = Place(last, last, of_wsl=bool(WSL.match(command))) if machine else inside
            stack.append(Shell(where, ""))


def settle(stack: list[Shell], host: str, last: int) -> int:
    """Go by the name in the prompt: of the same shell, of one that was left for another, or of none so far."""
    if not host or stack[-1].host == host:
        return last
    known = next((n for n, shell in enumerate(stack) if shell.host == host), None)
    if known is not None:
        del stack[known + 1 :]
    elif not stack[-1].host and (len(stack) > 1 or not BOXED.match(host)):
        stack[-1] = stack[-1]._replace(host=host)
    else:
        last += 1
        contained = bool(BOXED.match(host))
        machine = stack[-1].place.machine if contained else last
        stack.append(Shell(Place(last, machine, contained, host if contained else ""), host))
    return last


def called(command: str) -> str:
    """What the engine that was asked calls the container; "" where another program led into it."""
    found = ENTERED.match(command) or STARTED.search(command)
    return found["name"] if found else ""
