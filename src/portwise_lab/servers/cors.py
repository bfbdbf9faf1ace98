"""A web server with the headers of CORS, right or wrong: ``cors.py --port N`` and what the options say."""

import argparse
import json

from answers import Handler, listening, take

parser = argparse.ArgumentParser()
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--allow", action="append", default=[], help="Access-Control-Allow-Origin, as often as it is given")
parser.add_argument("--credentials", default="")
parser.add_argument("--methods", default="")
parser.add_argument("--headers", default="")
parser.add_argument("--status", type=int, default=200)
parser.add_argument("--preflight", type=int, default=204, help="the status of OPTIONS; 0 hangs up")
parser.add_argument("--only-preflight", action="store_true", help="the headers on OPTIONS alone")
parser.add_argument("--location", help="where a GET is sent on")
parser.add_argument("--browsers", action="store_true", help="the headers for those alone who say what they are")
asked = parser.parse_args()


class Web(Handler):
    def do_get(self) -> None:
        body = json.dumps({"hello": "page"}).encode()
        on = [("Location", asked.location)] if asked.location else []
        allowed = [] if asked.only_preflight else self.allowed()
        self.say(302 if asked.location else asked.status, body, *on, *allowed)

    def do_options(self) -> None:
        if not asked.preflight:
            self.close_connection = True
            return
        on = [("Location", "/elsewhere")] if 300 <= asked.preflight < 400 else []
        self.say(asked.preflight, b"", *self.allowed(), *on)

    def allowed(self) -> list[tuple[str, str]]:
        if asked.browsers and "Sec-Fetch-Mode" not in self.headers:
            return []
        names = ("credentials", "methods", "headers")
        given = [("Origin", origin) for origin in asked.allow]
        given += [(name.capitalize(), getattr(asked, name)) for name in names if getattr(asked, name)]
        return [(f"Access-Control-Allow-{name}", value) for name, value in given]


take(listening(asked.host, asked.port), Web)
