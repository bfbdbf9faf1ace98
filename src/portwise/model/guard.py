"""What guards processes beside users and rights: security modules of the kernel, and sandboxes."""

from __future__ import annotations

from portwise.model.record import NamedTuple


class Guards(NamedTuple):
    """The security modules that rule on this machine."""

    selinux: str = ""  # enforcing, permissive; "" without
    apparmor: bool = False
    modules: tuple[str, ...] = ()  # all of them, as far as they may be read: capability, landlock, yama, …


class Denial(NamedTuple):
    """One call that a security module denied, by the log of audit."""

    by: str  # SELinux, AppArmor, Landlock
    at: float  # seconds since the epoch
    pid: int
    name: str  # of the process; of Landlock whoever put the sandbox around it, "" not told
    operation: str  # name_bind, name_connect; of AppArmor bind, connect, create, …; of Landlock bind_tcp, connect_tcp
    port: int  # 0 where it is not told
    subject: str  # what the process is for the policy: a type of SELinux, a profile of AppArmor, a domain of Landlock
    object: str  # what the port is for it: a type of SELinux, "" of others
    enforced: bool  # False: it was written down, and let pass


class Secluded(NamedTuple):
    """The sandboxes around a process, as far as the kernel and its packaging show; Landlock does not show."""

    seccomp: bool  # a filter is around its system calls
    label: str  # what security modules know it as: "snap.code.code (enforce)", "system_u:system_r:httpd_t:s0"
    package: str = ""  # "the snap code", "the flatpak org.gnome.Builder"
    no_new_privs: bool = False  # it can never have more rights, which most sandboxes ask for first


class Passage(NamedTuple):
    """A rule of a firewall of the desktop for what comes in from other machines."""

    name: str
    program: str = ""  # the file of the program, or the folder of an application; "" for every one
    ports: tuple[tuple[int, int], ...] = ()  # from and to; empty for every one
    blocks: bool = False

    def is_for(self, program: str, port: int) -> bool:
        """Whether it speaks of that program, by its file, at that port."""
        mine, asked = self.program.casefold(), program.casefold()
        here = not mine or asked == mine or asked.startswith((f"{mine}/", f"{mine}\\"))
        return here and (not self.ports or any(low <= port <= high for low, high in self.ports))


class Shield(NamedTuple):
    """
    A firewall of the desktop, which asks which program listens, and keeps other machines out or lets them in.

    It never rules what a machine says to itself.  A rule that blocks goes before one that allows.
    """

    name: str  # "macOS application firewall", "Windows Defender Firewall"
    on: bool
    closed: bool  # it lets in nobody, whatever its rules say
    network: str = ""  # what it takes the network for, where that matters: public, private, domain
    passages: tuple[Passage, ...] = ()  # those that rule on this network, as it is now
    default: bool | None = None  # whether a program without a rule is let in; None: it depends, on more than is told
    trusted: tuple[str, ...] = ()  # folders whose programs are let in without a rule

    def admits(self, program: str, port: int) -> bool | None:
        """Whether other machines get through to that program at that port; None: it is not told."""
        if not self.on or self.closed:
            return not self.on
        mine = [passage for passage in self.passages if passage.is_for(program, port)]
        if mine:
            return not any(passage.blocks for passage in mine)
        return True if program.startswith(self.trusted) and self.trusted else self.default

    def culprit(self, program: str, port: int) -> Passage | None:
        """The rule that keeps them out, where one does."""
        return next((one for one in self.passages if one.blocks and one.is_for(program, port)), None)
