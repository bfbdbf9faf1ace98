"""What guards processes beside users and rights: security modules of the kernel, and sandboxes."""

from typing import NamedTuple


class Guards(NamedTuple):
    """The security modules that rule on this machine."""

    selinux: str = ""  # enforcing, permissive; "" without
    apparmor: bool = False
    modules: tuple[str, ...] = ()  # all of them, as far as they may be read: capability, landlock, yama, …


class Denial(NamedTuple):
    """One call that a security module denied, by the log of audit."""

    by: str  # SELinux, AppArmor
    at: float  # seconds since the epoch
    pid: int
    name: str  # of the process
    operation: str  # name_bind, name_connect; of AppArmor bind, connect, create, …
    port: int  # 0 where it is not told
    subject: str  # what the process is for the policy: a type of SELinux, a profile of AppArmor
    object: str  # what the port is for it: a type of SELinux, "" of AppArmor
    enforced: bool  # False: it was written down, and let pass


class Secluded(NamedTuple):
    """The sandboxes around a process, as far as the kernel and its packaging show; Landlock does not show."""

    seccomp: bool  # a filter is around its system calls
    label: str  # what security modules know it as: "snap.code.code (enforce)", "system_u:system_r:httpd_t:s0"
    package: str = ""  # "the snap code", "the flatpak org.gnome.Builder"
