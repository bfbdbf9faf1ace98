"""What speaks for a server of another protocol at the port."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.grounds import to_loopback
from portwise.read.lead import Lead
from portwise.read.text import Text, either, unless
from portwise.read.waits import failed, lead, lines, nobody, through


def not_http(text: Text) -> Lines:
    return lines(failed(text, "not-http"))


LEADS = (
    Lead("non-http-or-wrong-protocol-on-port", "what answers is not HTTP", 3.2, not_http),
    lead(
        "non-http-or-wrong-protocol-on-port",
        "a server of another protocol was asked in HTTP, or the other way round",
        4.2,
        (
            r"received http/0\.9 when not allowed|\bhpe_invalid_\w+|parse error: expected http|\bbadstatusline\b|"
            r"malformed http (?:response|status)|err_invalid_http_response|invalid length of startup packet|"
            r"unsupported frontend protocol|possible security attack detected"
        ),
        (
            r"trying to access mongodb over http on the native driver port|websockets request was expected|"
            r"invalid preface|bogus (?:greeting|packet)|"
            r"(?<!version string )\bssh-2\.0-|bad packet length|http1\.x server|"
            r"http request over a native mongodb connection|"
            r"unexpected http/1\.x request|first path segment|\bprior knowledge\b|\bpri \* http/2\.0"
        ),
        (
            r"-err unknown command|-err wrong number of arguments|\bnot a(?:n)? http (?:server|port|endpoint)\b|"
            r"\b(?:is|speaks|uses|expects) (?:a )?(?:raw tcp|tcp only|grpc|binary|amqp|mqtt|thrift|"
            r"the (?:postgres|mysql|redis|wire) protocol)|\bnative (?:protocol|transport|driver) port\b|"
            r"invalid (?:http request(?! size)|request line|http version|protocol)"
        ),
        (
            r"\bprotocol version mismatch\b|\bh2c\b|frame (?:size|with invalid size|too large)|"
            r"http2: (?:failed reading|frame too large)|failed reading the frame payload|"
            r"\bunsupported protocol version\b|\binvalid magic (?:number|byte)|received unexpected (?:handshake|"
            r"data|message)|\bserver sent invalid (?:http|response)"
        ),
    ),
    lead(
        "non-http-or-wrong-protocol-on-port",
        "it is a matter of which protocol the port speaks",
        1.5,
        (
            r"\b(?:grpc|debugger|inspector|9229|9222|redis|postgres|mysql|mongodb|rabbitmq|amqp|kafka|mqtt|ssh|"
            r"memcached|jmx|rmi)\b.{0,60}\b(?:in (?:the |my |a )?browser|with curl|over http|http://|via http|"
            r"rest client|postman)"
        ),
        (
            r"\b(?:curl|browser|postman|http client)\b.{0,80}\b(?:5432|3306|6379|27017|5672|9092|11211|22|1883|"
            r"50051)\b|\bhttps?://[\w.-]{1,60}:(?:5432|3306|6379|27017|5672|9092|11211|1883|50051|9000)\b"
        ),
    ),
    Lead(
        "non-http-or-wrong-protocol-on-port",
        "nobody is there at all",
        -1.5,
        lambda text: unless(either(nobody(text), to_loopback(text)), lines(through(text)), not_http(text)),
    ),
)
