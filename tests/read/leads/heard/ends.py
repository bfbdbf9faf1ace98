"""Leads of who is kept out, of ways between networks, of browsers and of what stands on others: none is idle."""

FILES = ("astride", "barred", "browsing", "dependents")
ASKED = "Is my IP blocked? The forum of birch.example does not open"
ALONE = "The mirror fails only from here. Connected to the VPN it works."
OFTEN = "since I was scraping your site my box gets nothing: curl: (28) Connection timed out"
DEAD = "my duckdns name does not open any more. With the local IP it works as always."
HOUSE = "Factorio on my PC, Windows 11: a friend on another laptop in the house gets: connection timed out"
UNFOUND = "KDE Connect on the phone does not find my Windows PC"
LEAVE = 'the Mac has "block all incoming connections" ticked, and nobody can reach the share'
FRAGMENTS = "a trace shows fragmented packets in great number"
TUNNEL = "over WireGuard the TLS handshake hangs, and ping works"
PULL = "a VMware guest pulls: 408 Request Time-out\nYour browser didn't send a complete request in time."
STRICT = "sysctl says rp_filter = 1"
TWO_WAYS = "NixOS with its firewall on, and a WireGuard interface beside: nothing comes back"
TWICE = "the office and my home both use 192.168.1.0/24"
WRONG_CARD = "the replies go out by the wrong interface"
NO_PORT = "since the reboot none of my localhost servers answers, not a single port of localhost, in any browser"
MAC = "macOS: listen tcp 127.0.0.3:7000: bind: can't assign requested address"
OLD = "on a very old laptop with Windows XP your site says ERR_SSL_VERSION_OR_CIPHER_MISMATCH in the browser"
ADDED = "with the privacy extension enabled the request fails"
FRESH = "I see the front page of last year, after a hard reload it is the new one and works"
SENT = "I removed the redirect months ago, Chrome still redirects, in incognito it works"
CHANGED = 'with docker up Chrome says "network changed" before each page'
NAMED = "Firefox can't find the internal site wiki.lan, Chrome opens it"
STORE = "the shop says Internal Server Error, its log: RedisException: Connection refused"
BOXED = "AnythingLLM in docker, Ollama is set as http://localhost:11434"
MODEL = "Dify could not connect to the Ollama model"
BY_TLS = "vite: GET https://localhost:5173/@vite/client net::ERR_SSL_PROTOCOL_ERROR"
ANSWERED = "behind the company proxy http://localhost:8000 gives 502 Bad Gateway"
WATCHED = "with LuLu switched off it works, and with it no name resolves"
SAID = {  # what speaks, and what stands next door
    "somebody asks whether his address is on a list": (ASKED, "is my IP right? the forum does not open"),
    "a site does not open from one line alone, and by another it does": (ALONE, ALONE.replace("only from here", "now")),
    "a site of others was asked often, and answers no more": (OFTEN, f"{OFTEN}; upstream keepalive is 8"),
    "a name of a home's line is dead, and in the own network the server answers": (DEAD, f"docker: {DEAD}"),
    "others in the same house hear nothing of a desktop's program": (HOUSE, HOUSE.replace("Windows 11", "Ubuntu")),
    "programs that look for one another do not find a desktop": (UNFOUND, UNFOUND.replace("does not find", "finds")),
    "a desktop asks for leave, or lets in nothing": (LEAVE, "nobody can reach the share of the Mac"),
    "fragments of packets are spoken of": (FRAGMENTS, "a trace shows packets in great number"),
    "a handshake does not end behind a tunnel, and smaller things get through": (TUNNEL, f"{TUNNEL}, bad cipher"),
    "what a guest sends to a registry never arrives whole": (PULL, PULL.replace("VMware guest", "laptop")),
    "a check of the way back is spoken of": (STRICT, "sysctl says ip_forward = 1"),
    "a firewall that checks the way back is on, and there are two ways": (TWO_WAYS, "Arch with WireGuard"),
    "two networks have one range of addresses": (TWICE, "the office and my home both use a router"),
    "answers leave by another way than they should": (WRONG_CARD, "the replies go out by eth0"),
    "from one moment to the next no port of the loopback answers any program": (NO_PORT, f"{NO_PORT}, docker"),
    "on a Mac the loopback has one address alone": (MAC, MAC.replace("127.0.0.3", "127.0.0.1")),
    "a machine or a browser is old, and a site that serves others does not open": (OLD, f"{OLD}, nginx is ours"),
    "with an extension it fails": (ADDED, "with the privacy setting enabled the request fails"),
    "once all of it is asked for anew, the page is as it should be": (FRESH, FRESH.replace("hard reload", "while")),
    "a browser goes where a setting of before had sent it": (SENT, SENT.replace("works", "fails")),
    "a browser tells of another network, where engines make interfaces": (CHANGED, CHANGED.replace("docker", "Word")),
    "a name of the own network is not found by one browser alone": (NAMED, NAMED.replace("opens", "can't find")),
    "a page breaks, and a log says that its store was not to be had": (STORE, f"{STORE}, protected-mode is on"),
    "a gateway of models in a container asks its own loopback": (BOXED, BOXED.replace("localhost", "10.0.0.7")),
    "a gateway of models does not reach its model": (MODEL, MODEL.replace("could not connect to", "uses")),
    "a development server is asked over TLS, and the handshake breaks off": (BY_TLS, f"{BY_TLS}, --https is given"),
    "where a proxy is set, a gateway's status comes for a server of this machine": (
        ANSWERED,
        f"{ANSWERED}, proxy_pass",
    ),
    "without a program that watches what goes out it works": (WATCHED, WATCHED.replace("LuLu", "the lamp")),
    "with a product off that watches connections names are found": (WATCHED, WATCHED.replace("LuLu", "the lamp")),
}
