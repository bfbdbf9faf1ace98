"""Leads of servers that do one thing at a time, of what is handed out, claimed, lodged and compared: none is idle."""

FILES = ("alone", "claimed", "compared", "handedout", "lodged")
SYNC = "createServer(cb).listen(p, () => execSync('curl ' + url)) and the server never answers"
OWN = "spawnSync asks a page of the same process, which hangs"
PAGE = "while the dashboard is open all requests hang, and as soon as I close it the POST goes through"
TWO = "with two browsers it is refused; after I closed the second browser all is well"
FORK = "bash: fork: retry: Resource temporarily unavailable"
DEBUG = "the JVM is suspended when IDEA connects to it, jdwp"
NODES = "docker, sniff_on_start is on, the client says: connection timed out"
INNER = "sentinel returns 172.18.0.4; I gave 192.168.1.7; connect to 172.18.0.4:6379: Operation timed out"
SIX = "docker run -p 80:80 web: over IPv6 nothing comes, 127.0.0.1 is fine"
CURL = "docker run -p 80:80 nginx\ncurl localhost\n<no response>\ncurl 127.0.0.1\nHTTP/1.1 200 OK"
TARGET = "kubectl: targetPort: 84, and the program in the pod listens on port 80"
PING = "docker: inside the container called shop a ping by name fails, the IP is answered"
LOW = "a port below 1024 does not work"
QUICK = "I stop it and restart it immediately: OSError: [Errno 98] Address already in use"
LATER = f"{QUICK}\nafter 60 seconds it works"
LEFT = "I quit the app and its server stays alive; at the next start I kill it by hand"
SHARE = "two programs listen on the same port, no error, and requests go to one or the other by chance"
STILL = "I changed the port in app.conf and it still listens on port 8080"
KEPT = "port 5000 is excluded, bind: forbidden"
HIGH = "listen tcp 127.0.0.1:45678: bind: address already in use, in 3 of 10 pods"
STORE = "mongodb://127.0.0.1:3001/shop\nConnection refused"
NUMBER = "host localhost: the connection fails. 127.0.0.1 connects"
SAME = "localhost and 127.0.0.1 are not interchangeable here, I cannot open 127.0.0.1:3000"
HOST = "GET http://localhost:3000\nconnect ECONNREFUSED 127.0.0.1:3000\nwith `nuxt dev --host` it works"
FORBIDS = "http://localhost:5000 says 403 Forbidden"
UWSGI = "uwsgi --socket 127.0.0.1:9005, curl gets an empty reply"
REMOTE = "Remote-SSH: VS Code forwards port 8888, the page stays pending until I restart VS Code"
NO_SIX = "IPv6 is disabled here: Address family not supported by protocol"
DIAL = "dial tcp :6379: connectex: The requested address is not valid in its context."
ADD_ON = "Home Assistant, the add-on with localhost as server fails, with the real IP it works"
SCRAPE = (
    'prometheus (docker image), targets: ["127.0.0.1:8000"]\nGet "http://127.0.0.1:8000": connect: connection refused'
)
STACK = "docker compose up\nweb_1  | Can't connect to MySQL server on 'db' (111)\nsecond time it is fine"
READY = "wait: waiting for db:5432\nconnect ECONNREFUSED 172.18.0.2:5432\ntimeout\ndatabase system is ready"
FIRST = "the first attempt to use the local server fails; again it works"
TOOLBOX = "Docker Toolbox: localhost:8080 cannot be reached"
SAID = {  # what speaks, and what stands next door
    "its only thread waits for a call that it makes itself": (SYNC, SYNC.replace("execSync", "exec")),
    "it waits for its own answer, in one process": (OWN, OWN.replace("same process", "next site")),
    "no other is answered while one page is open, and each goes on when it lets go": (
        PAGE,
        PAGE.replace("close", "see"),
    ),
    "it fails with two sessions, and with one of them closed it does not": (TWO, TWO.replace("closed", "used")),
    "no process or thread can be made any more": (FORK, "bash: knife: Resource temporarily unavailable"),
    "what is debugged is suspended while somebody is attached": (DEBUG, "the JVM is suspended when it is night"),
    "a client asks a server of a container where its nodes are, and fails there": (NODES, NODES.replace("sniff_", "x")),
    "it fails at a container's address that the server told it": (INNER, INNER.replace("192.168.1.7", "nothing")),
    "a container's port is led on in one family, and asked by the other": (SIX, SIX.replace("IPv6", "night")),
    "localhost gives nothing and 127.0.0.1 a page, at a container's port": (
        CURL,
        CURL.replace("<no response>", "hello"),
    ),
    "a Service sends to a port at which its pods do not wait": (TARGET, TARGET.replace("84", "80")),
    "between containers the address answers, and the name is not known": (PING, PING.replace("docker: ", "")[:20]),
    "a number below the bound of what anybody may have does not work": (LOW, "a port below 9000 does not work"),
    "it is started again at once, and the port is in use": (QUICK, QUICK.replace("immediately", "tomorrow")),
    "it is started again at once, and later it goes": (LATER, QUICK),
    "what an app started outlives it, and is ended by hand": (LEFT, LEFT.replace("stays alive", "ends")),
    "two took one port without a word, and answer by turns": (SHARE, SHARE.replace("the same port", "two ports")),
    "the port was set, and it is where it was": (STILL, STILL.replace("still listens", "listens now")),
    "the system keeps a port for itself, and nobody can have it": (KEPT, "port 5000 is free, bind: forbidden"),
    "a high number is in use for some of many": (HIGH, HIGH.replace("45678", "8080")),
    "a store is asked at a port that is not its own": (STORE, STORE.replace("3001", "27017")),
    "a program fails at localhost and gets through at 127.0.0.1": (NUMBER, NUMBER.replace("127.0.0.1", "another")),
    "localhost and 127.0.0.1 are not the same there, and the number fails": (SAME, SAME.replace("cannot", "can")),
    "127.0.0.1 refuses until the server is told a host": (HOST, HOST.replace("--host", "--open")),
    "a server at port 5000 or 7000 forbids the page at once": (FORBIDS, FORBIDS.replace("5000", "5001")),
    "it speaks a protocol of gateways, and is asked by HTTP": (UWSGI, UWSGI.replace("--socket", "--http")),
    "what a workspace forwards hangs at times, and forwarding anew helps": (REMOTE, REMOTE.replace("pending", "green")),
    "IPv6 is said to be off, and a server wants an address of it": (NO_SIX, NO_SIX.replace("disabled", "used")),
    "a client was given a port and no host": (DIAL, DIAL.replace("tcp :", "tcp 10.0.0.7:")),
    "an add-on runs in a container of its own, and localhost is that": (ADD_ON, ADD_ON.replace("add-on", "page")),
    "a program that runs as an image is refused at its own loopback": (SCRAPE, SCRAPE.replace(" (docker image)", "")),
    "a stack is started at once, and its store refuses one of it": (STACK, STACK.replace("'db'", "'localhost'")),
    "one gave up waiting, and later the other is ready": (READY, READY.replace("is ready", "is gone")),
    "the first attempt fails, and the next one does not": (FIRST, FIRST.replace("again it works", "always")),
    "containers run in a virtual machine, and this machine's own address is opened": (TOOLBOX, TOOLBOX[7:]),
}
