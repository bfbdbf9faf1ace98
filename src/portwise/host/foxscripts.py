"""
What is done inside Firefox, in its own context: a page of another origin without its server, and a look at what went.

The answer of that page is put in place of one from the network (nsIHttpChannelInternal.setResponseOverride, as
WebDriver BiDi's network.provideResponse does it), so that nobody is asked for it and a script of it is of that origin
indeed.  Requests are told as they end (http-on-stop-request), and refusals as its console has them (nsIConsoleService).
"""

WATCH = """
const met = window.portwise = { rows: [], open: 0 }
const ours = channel => channel instanceof Ci.nsIHttpChannel && channel.loadInfo.browsingContextID
Services.obs.addObserver({ observe(channel) { if (ours(channel)) met.open += 1 } }, "http-on-opening-request")
Services.obs.addObserver({ observe(channel) {
  if (!ours(channel)) return
  let status = 0
  try { status = channel.responseStatus } catch (_) {}
  const error = channel.status ? ChromeUtils.getXPCOMErrorName(channel.status) : ""
  met.open -= 1
  if (met.rows.length < 2000)
    met.rows.push([channel.originalURI.spec, channel.URI.spec, channel.requestMethod, error, status])
} }, "http-on-stop-request")
"""
STAGE = """
const [page, body] = arguments
const stand = () => Cc["@mozilla.org/network/replaced-http-response;1"].createInstance(Ci.nsIReplacedHttpResponse)
stand()
const stage = { observe(subject) {
  const channel = subject.QueryInterface(Ci.nsIHttpChannel)
  if (channel.URI.spec !== page) return
  const answer = stand()
  answer.responseStatus = 200
  answer.responseStatusText = "OK"
  answer.setResponseHeader("Content-Type", "text/html", false)
  answer.responseBody = body
  channel.QueryInterface(Ci.nsIHttpChannelInternal).setResponseOverride(answer)
  Services.obs.removeObserver(stage, "http-on-before-connect")
} }
Services.obs.addObserver(stage, "http-on-before-connect")
return true
"""
FETCH = """
const [url, options, done] = arguments
fetch(url, options).then(answer => done(answer.status), () => done(0))
"""
OPEN = "return window.portwise.open"
MET = """
const [port] = arguments
const errors = Services.console.getMessageArray().filter(message => message instanceof Ci.nsIScriptError)
return { rows: window.portwise.rows, allowed: Services.io.allowPort(port, "http"),
         said: errors.map(error => [error.category, error.errorMessage]).slice(-200) }
"""
