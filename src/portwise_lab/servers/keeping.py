"""A web server that keeps its connections, for a while: ``keeping.py --port N`` and what the options say."""

import argparse
import threading

from answers import Handler, listening, take

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--says", default="", help="after how many idle seconds it says that it closes")
parser.add_argument("--serves", type=int, default=0, help="requests per connection; it closes over the next one")
parser.add_argument("--status", type=int, default=200)
parser.add_argument("--together", type=int, default=1, help="requests for /warm wait until there are so many of them")
asked = parser.parse_args()
barrier = threading.Barrier(asked.together)


class Web(Handler):
    protocol = "HTTP/1.1"
    served = 0

    def do_get(self) -> None:
        self.served += 1
        if asked.serves and self.served > asked.serves:
            self.close_connection = True
            return
        if self.path.startswith("/warm"):
            barrier.wait()
        self.say(asked.status, b"", *([("Keep-Alive", f"timeout={asked.says}")] if asked.says else []))


take(listening("127.0.0.1", asked.port, 64), Web)
