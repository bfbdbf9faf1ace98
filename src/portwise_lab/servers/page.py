"""A page of the web whose script asks for something: ``page.py --host ADDR --port N --wants URL``."""

import argparse
import ssl
import subprocess

from answers import Handler, listening, take

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


class Web(Handler):
    def do_get(self) -> None:
        self.say(200, PAGE.format(asked.wants, asked.header).encode(), ("Content-Type", "text/html"))


SELF_SIGNED = (
    *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
    *("-keyout", "page.key", "-out", "page.pem", "-subj", "/CN=page"),
)
if asked.https:
    subprocess.run(SELF_SIGNED, check=True, capture_output=True)
listener = listening(asked.host, asked.port)
if asked.https:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("page.pem", "page.key")
    listener = context.wrap_socket(listener, server_side=True)
take(listener, Web)
