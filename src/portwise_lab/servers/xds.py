"""
A control plane: ``xds.py --port N --folder PLACE`` answers Envoy's POST /v3/discovery:KIND with the file KIND.json.

REST is one of the ways of api/v3 config_source.proto (api_type: REST); the answer is a DiscoveryResponse.
"""

import argparse
from pathlib import Path

from answers import JSON, Handler, listening, take

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--folder", type=Path, default=Path())
asked = parser.parse_args()


class Web(Handler):
    def do_post(self) -> None:
        self.body()
        self.say(200, (asked.folder / f"{self.path.rpartition(':')[2]}.json").read_bytes(), JSON)


take(listening("127.0.0.1", asked.port), Web)
