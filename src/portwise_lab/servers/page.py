"""A page of the web whose script asks for something: ``page.py --host ADDR --port N --wants URL``."""

import argparse
import http.server

parser = argparse.ArgumentParser()
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--wants", required=True)
asked = parser.parse_args()

# Not asynchronous: when the page has come it is known how it went
PAGE = """<!doctype html>
<link rel="icon" href="data:,">
<p id="said">nothing yet</p>
<script>
  var request = new XMLHttpRequest(), said = document.getElementById("said");
  request.open("GET", "{}", false);
  try {{ request.send(); said.textContent = "the script got an answer"; }}
  catch (error) {{ said.textContent = "the script got nothing"; }}
</script>
"""


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGE.format(asked.wants).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


http.server.ThreadingHTTPServer((asked.host, asked.port), Handler).serve_forever()
