"""
A web server that reads its port and address from a file of its folder, and nothing else: ``python configured.py FILE``.

PORT and HOST of a .env, as many do, or server.port and server.address of an application.yml, as Spring Boot does.
"""

import pathlib
import re
import sys

from answers import Handler, listening, take

TEXT = pathlib.Path(sys.argv[1]).read_text()
TOLD = {name.casefold(): value for name, value in re.findall(r"^ *(\w+) *[=:] *(\S+)", TEXT, re.MULTILINE)}
ADDRESS = TOLD.get("host") or TOLD.get("address") or "127.0.0.1"


class Web(Handler):
    def do_get(self) -> None:
        self.say(204)


take(listening(ADDRESS, int(TOLD["port"])), Web)
