"""A page of the web whose script asks for something: ``page.py --host ADDR --port N --wants URL``."""

import argparse
import http.server
import ssl
import subprocess

parser = argparse.ArgumentParser()
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--wants", required=True)
parser.add_argument("--header", default="Accept", help="that the script sets")
parser.add_argument("--https", action="store_true", help="with a certificate that nobody knows")
asked = parser.parse_args()

# Not asynchronous: when the page has come it is known how it went
PAGE = """<!doctype html>
<link rel="icon" href="data:,">
<p id="said">nothing yet</p>
<script>
  var request = new XMLHttpRequest(), said = document.getElementById("said");
  request.open("GET", "{}", false);
  request.setRequestHeader("{}", "*/*");
  try {{ request.send(); said.textContent = "the script got an answer"; }}
  catch (error) {{ said.textContent = "the script got nothing"; }}
</script>
"""


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGE.format(asked.wants, asked.header).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


SELF_SIGNED = (
    *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
    *("-keyout", "page.key", "-out", "page.pem", "-subj", "/CN=page"),
)
server = http.server.ThreadingHTTPServer((asked.host, asked.port), Handler, bind_and_activate=False)
if asked.https:
    subprocess.run(SELF_SIGNED, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("page.pem", "page.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
server.server_bind()
server.server_activate()
server.serve_forever()
