"""
How a certificate that vouches for itself is made anew, as one line of a shell.

A cause fills the gaps, and the step that carries it out takes no other words than these.
"""

BEGUN = (
    "if test -e {file}.before; then echo {file}.before lies there already >&2; exit 1; fi; "
    "if openssl x509 -in {file} -noout -text | grep -q 'serial:[0-9A-F]'; then "
    "echo {file} says who signed it by its old serial number >&2; exit 1; fi; "
    'trap "rm -f {file}.new {file}.before" EXIT; cp -p {file} {file}.before && cp -p {file} {file}.new && '
)
SIGNED = "openssl x509 -in {file}.before -signkey {key} -days 365 -set_serial 0x$(openssl rand -hex 16) "
DONE = "&& mv {file}.new {file} && trap - EXIT"

RENEWING = f"{BEGUN}{SIGNED}-out {{file}}.new {DONE}"
NAMING = (
    f"{BEGUN}echo 'subjectAltName={{all_names}}' | {SIGNED}-extfile /dev/stdin -out {{file}}.new "
    "&& openssl x509 -in {file}.new -noout -{check} {called} | grep -q 'does match' "
    f"{DONE}"
)
