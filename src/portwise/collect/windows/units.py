"""
The services of Windows that are for a port, and how they fare; and what pm2 keeps.

Which they are is told by what installers call them: nobody writes the port of a service where all can read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import UNITS
from portwise.model.service import Unit

if TYPE_CHECKING:
    from portwise.formats.windows.services import Service

QUERY = ("sc", "queryex", "type=", "service", "state=", "all")
SOURCE, KEEPER = "sc queryex, services.msc", "Windows"
WELL = (0, 1077)  # it ended well, or was never started since the machine was: winerror.h, ERROR_SERVICE_NEVER_STARTED
WEB = ("w3svc", "apache", "nginx", "caddy")
USUAL = {  # by their usual port; names begin so
    22: ("sshd",),
    80: WEB,
    443: WEB,
    1433: ("mssql",),
    3000: ("grafana",),
    3306: ("mysql", "mariadb"),
    5432: ("postgresql",),
    5672: ("rabbitmq",),
    5985: ("winrm",),
    6379: ("redis", "memurai", "valkey"),
    8080: ("jenkins", "tomcat", *WEB),
    9090: ("prometheus",),
    9200: ("elasticsearch", "opensearch"),
    11211: ("memcached",),
    27017: ("mongodb",),
}


def units(host: Host, _: Evidence, port: int) -> tuple[Unit, ...]:
    from portwise.collect.supervised import units as kept  # only where nobody listens

    return (*of_windows(host, port), *kept(host, port))


def of_windows(host: Host, port: int) -> tuple[Unit, ...]:
    if port not in USUAL:
        return ()
    from portwise.formats.windows import services

    found = services.services(host.output(QUERY))
    if not found:
        raise ValueError("sc lists no service at all")
    return tuple(unit(one, port) for one in found if one.name.lower().startswith(USUAL[port]))


def unit(service: Service, port: int) -> Unit:
    """One that ended with an error has failed; one that was stopped or never started was meant to be."""
    failed = service.state == "stopped" and service.code not in WELL
    active = "failed" if failed else "inactive" if service.state == "stopped" else "active"
    result = "exit-code" if failed else "success"
    return Unit(service.name, active, service.state, result, service.code, False, 0, (port,), (), KEEPER)


MANAGING = Collector(UNITS, Cost.SLOW, SOURCE, "services.msc", each(units, SOURCE, "services.msc"))
