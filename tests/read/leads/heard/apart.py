"""Leads that tell neighbours apart by what else is said: none is idle, and none is one thread's own."""

FILES = ("askew", "askance", "inherited", "outright", "lockedout", "reached")
SAID = {  # two people who have it, and one next door
    "who connects is told that the address is in use, or that there is none": (
        "Error: connect EADDRNOTAVAIL 10.0.0.7:5432",
        "dial tcp 10.2.0.9:443: connect: cannot assign requested address",
        "Error: listen EADDRINUSE: address already in use :::3000",
    ),
    "it ends at as many connections as there are ports to connect from": (
        "wrk stops after 28232 connections",
        "At about 64k sockets nothing more is opened",
        "It stops after 100 connections",
    ),
    "it runs in a network namespace of its own, and is looked for in another": (
        "ip netns exec blue python3 -m http.server 8000, and from the host: connection refused",
        "Under firejail with --net=eth0 the program cannot reach my proxy on 127.0.0.1",
        "python3 -m http.server 8000, and from the host: connection refused",
    ),
    "a scan says filtered, at a place with rules of its own": (
        "From our office nmap prints 22/tcp filtered ssh",
        "In the hotel: 993/tcp  filtered imaps",
        "nmap prints 22/tcp open ssh in our office",
    ),
    "over a tunnel it stops as soon as much is sent at once": (
        "Through WireGuard ssh hangs when I list a large directory, as soon as there is a lot of output",
        "OpenVPN: small pages come, whenever a big file is sent it stops",
        "Through WireGuard ssh is refused",
    ),
    "over a tunnel on mobile data names are found and pages do not come": (
        "WireGuard: on mobile data pages time out, though ping works",
        "On LTE every site hangs behind the VPN; the query log of the Pi-hole fills up",
        "On LTE every site hangs; the query log of the Pi-hole fills up",
    ),
    "localhost was asked at ::1 first, and is served all the same": (
        'connect() failed (111) upstream: "http://[::1]:8000/", and still the browser gets 200',
        'connect() failed upstream: "http://[::1]:3000/" on every second request, pages load fine',
        'connect() failed (111) upstream: "http://[::1]:8000/", and the browser gets 502',
    ),
    "a check of health asks localhost at ::1 and is refused": (
        'healthcheck: Get "http://localhost:9090/ready": dial tcp [::1]:9090: connect: connection refused',
        "the container is unhealthy: localhost connect ECONNREFUSED ::1:3000",
        "healthcheck: dial tcp 10.1.1.1:9090: connect: connection refused",
    ),
    "it serves the address of one interface, and the address of another is asked": (
        "It is bound to the VPN interface, since WireGuard is connected, and nobody can connect at my LAN IP",
        "I can't choose an interface, it takes the VirtualBox adapter, and the phone gets no connection",
        "It is bound to every interface and nobody can connect",
    ),
    "the loopback interface was taken down with the others": (
        "I ran ip link set lo down by mistake",
        "It turned out that lo was down after the boot",
        "It turned out that eth0 was down after the boot",
    ),
    "a rule of a former container or server still sends a port away": (
        "There is a stale DNAT rule to the address of a container that is gone",
        "An old port forwarding rule stays in PREROUTING",
        "There is no DNAT rule at all",
    ),
    "names in .local are found by dig, and by programs not": (
        "nas.local: dig resolves it, but ping and firefox can't",
        "Our zone is corp.local. nslookup works, curl says could not resolve",
        "Our zone is corp.example. nslookup works, curl says could not resolve",
    ),
    "containers of Windows are not at the host's own loopback": (
        "docker run -p 8080:80 microsoft/iis, http://localhost:8080 does not open, the container's IP does",
        "Windows containers with docker: localhost:5000 refused",
        "Linux containers with docker: localhost:5000 refused",
    ),
    "the question that a browser puts beforehand is turned away": (
        "axios never sends the POST: OPTIONS /login 405 (Method Not Allowed)",
        "The server answers 401 to the OPTIONS, the fetch fails",
        "axios sends the POST: 405 (Method Not Allowed)",
    ),
    "a service on machines of others is told to ask localhost": (
        "In Google Colab I set base_url to http://localhost:11434 and get connection refused",
        "n8n cloud cannot reach my local server at http://localhost:3000",
        "n8n in my shell cannot reach http://localhost:3000",
    ),
    "a server of this machine, asked directly, answered with the error of a gateway": (
        'HTTP Request: POST http://localhost:1234/v1/chat/completions "HTTP/1.1 503 Service Unavailable"',
        "502 Server Error: Bad Gateway for url: http://127.0.0.1:8000/predict",
        "nginx: 502 Server Error: Bad Gateway for url: http://127.0.0.1:8000/predict",
    ),
    "a gateway to models has none behind it that answers": (
        "LiteLLM: no healthy deployments, POST /v1/chat/completions, 503 Service Unavailable",
        "kserve: no healthy upstream at /v1/completions",
        "no healthy upstream at /login",
    ),
    "in the host's own network a container gets to a server of models": (
        "With network_mode: host it works, ollama answers",
        "llama.cpp on the machine; it works with --network=host",
        "With network_mode: host it works, the database answers",
    ),
    "a gateway is to find a container by name that was begun apart from it": (
        "I have another compose file with the api; proxy_pass http://api:3000 gives 502",
        "nginx: host not found in upstream. I added a container web, server web:8080",
        "proxy_pass http://localhost:3000 gives 502",
    ),
    "what the server started has its port, and goes on without it": (
        "The listening socket is inherited by the script: bind: address already in use",
        "My app starts a helper process that keeps running after it. If the app crashes: address already in use",
        "bind: address already in use after the app crashes",
    ),
    "after an orderly end the system frees the port only later": (
        "I stop it and start it again: address already in use, until the kernel has freed it",
        "After shutdown EADDRINUSE, without allow_reuse_address",
        "EADDRINUSE at the first start",
    ),
    "one port is set, and the server wants another": (
        "In .env I have PORT=4000\nError: listen EADDRINUSE: address already in use :::3000",
        'BASE_URL="http://localhost:9000"\nError: listen EADDRINUSE: address already in use 0.0.0.0:8080',
        "In .env I have PORT=3000\nError: listen EADDRINUSE: address already in use :::3000",
    ),
    "somebody touched the console of the server, and it stands still": (
        "When I click into the cmd window the bot freezes until I press enter",
        "QuickEdit is on in the console; selecting text hangs the server",
        "The console prints an error and the server stops",
    ),
    "a low port may not be had, and nobody has it": (
        "cannot bind socket [0.0.0.0:80], no process is using port 80",
        "Starting proxy: cannot bind socket (0.0.0.0:443), nothing is listening on port 443",
        "cannot bind socket [0.0.0.0:8080], no process is using port 8080",
    ),
    "a database answers that knows not what the container's knows": (
        'docker compose up; FATAL:  role "app" does not exist, though docker exec db psql lists it and works',
        'FATAL:  password authentication failed for user "me" in docker; the right password',
        'FATAL:  role "app" does not exist after a fresh install',
    ),
    "what was connected before a call of a cloud function is cut at the next": (
        "AWS Lambda: the second invocation gets ECONNRESET",
        "In a cloud function the connection is reused after a warm start: socket hang up",
        "AWS Lambda: the first invocation gets ECONNREFUSED",
    ),
    "a connection that had been used before is closed": (
        "org.apache.http.NoHttpResponseException: shop.example:443 failed to respond",
        "http: server closed idle connection",
        "http: server refused the connection",
    ),
    "the dev server took the next port, and another is allowed": (
        "Vite uses 5174 when 5173 is in use, and the API only allows origin 5173: allowed origin 5173 is hard-coded",
        "Port 3000 is in use, trying another one. The callback is registered for 3000",
        "The API only allows origin 5173",
    ),
    "a tunnel over SSH was left alone for a while": (
        "My SSH tunnel is dead after it was idle",
        "The laptop sleeps, and the ssh tunnel to the database is gone",
        "The ssh tunnel to the database is refused at once",
    ),
    "what a browser has open keeps others waiting until it is closed": (
        "With a tab open in Firefox curl hangs. When I close the tab curl is answered.",
        "Once Chrome has the page, a second client hangs; closing Chrome it works",
        "With a tab open in Firefox curl is fine.",
    ),
    "a server says localhost, and 127.0.0.1 is refused at its port": (
        "Local: http://localhost:5173/\nconnect ECONNREFUSED 127.0.0.1:5173",
        "Listening on http://localhost:4000\ncurl: (7) Failed to connect to 127.0.0.1 port 4000",
        "Listening on http://localhost:4000\ncurl: (7) Failed to connect to 127.0.0.1 port 4001",
    ),
    "a server is at one address, and its port is asked at another": (
        "LISTEN 0 128 192.168.4.7:8112 0.0.0.0:*\ncurl: (7) Failed to connect to 10.0.0.4 port 8112: refused",
        "tcp 0 0 10.9.0.2:9100 0.0.0.0:* LISTEN\ncurl: (7) Failed to connect to 127.0.0.1 port 9100: refused",
        "LISTEN 0 128 192.168.4.7:8112 0.0.0.0:*\ncurl: (7) Failed to connect to 192.168.4.7 port 8112: refused",
    ),
    "its own client gets in, and at TCP it is refused": (
        "docker ps works. requests: 127.0.0.1 port 2375 connection refused",
        "Management Studio connects. tedious: Failed to connect to PC9:1433",
        "docker ps works. requests: 127.0.0.1 port 8080 connection refused",
    ),
    "a node of Ethereum was begun without what makes it wait at a port": (
        "geth is synced, web3 gets connection refused",
        "I run besu; the wallet says refused",
        "geth --http is synced, web3 gets connection refused",
    ),
    "the page of something else comes up at the port": (
        "At port 8080 I see a Jenkins page instead of my app",
        "On http://localhost:3000 Grafana comes up instead of my project",
        "On http://localhost:3000 my project comes up",
    ),
    "Windows forbids somebody to connect, and nothing is to be served": (
        "The client cannot connect: error 10013. I have Kaspersky.",
        "Some users get: forbidden by its access permissions",
        "Cannot listen: error 10013. I have Kaspersky.",
    ),
    "a websocket is lost behind a gateway": (
        "WebSocket connection to 'wss://app.example/ws' failed. Apache stands before it.",
        "Error during WebSocket handshake: Unexpected response code: 400, behind traefik",
        "WebSocket connection to 'ws://localhost:3000/ws' failed",
    ),
    "a websocket is lost for the certificate": (
        "wss://10.0.0.3:9000 failed: net::ERR_CERT_AUTHORITY_INVALID",
        "The socket is wss:// with a self-signed certificate",
        "wss://10.0.0.3:9000 failed: net::ERR_CONNECTION_REFUSED",
    ),
    "what the dev server passes requests on to has crashed, and its watcher waits": (
        "[nodemon] app crashed - waiting for file changes before starting...\n[vite] http proxy error: /api",
        "Failed running 'server.js'. Waiting for file changes\nProxy error: Could not proxy request /users",
        "[vite] http proxy error: /api",
    ),
    "it was killed with little processor time, and not for memory": (
        "exit code 137, not OOMKilled, cpu limit 100m, throttled",
        "CrashLoopBackOff, memory is fine, CPU limit is 50m",
        "exit code 137, OOMKilled, memory limit 64Mi",
    ),
    "somebody steps through the program while the gateway waits": (
        "At a breakpoint nginx answers 504 after a minute",
        "binding.pry in the controller: gateway timeout",
        "nginx answers 504 after a minute",
    ),
    "the engine's own box lends its port to localhost alone": (
        "Expose daemon on tcp://localhost:2375 is ticked, from another machine it is refused",
        "The daemon listens at 2375, but not on the LAN",
        "The daemon does not start",
    ),
    "with a VPN on, devices of one network do not find each other": (
        "With NordVPN on, the phone can't find my Chromecast",
        "KDE Connect does not see the laptop while ProtonVPN is active",
        "KDE Connect does not see the laptop",
    ),
    "what is sent through a VPN is lost to the own network": (
        "The NAS is routed through the VPN, and from my LAN I can no longer connect",
        "With split tunnel on I cannot reach anything in my home network",
        "From my LAN I can no longer connect",
    ),
    "a unit of systemd that may speak to nobody is to ask a directory": (
        "systemd-logind: yp_bind_client_create_v3: RPC: Unable to send (NIS)",
        "IPAddressDeny=any in systemd-hostnamed, LDAP users: operation not permitted",
        "NIS users: operation not permitted",
    ),
    "what a VPN or a filter had set is there after its end": (
        "After the VPN crashed its DNS server stays set, only a reboot helps",
        "The route is still there after sleep; a restart fixes it",
        "The route is gone after sleep",
    ),
    "one address is shut out after much was asked, and another is let in": (
        "I am blocked after several failed logins. With my phone's hotspot: over 4G it works.",
        "Locked out for hours after a sync; a new IP helps",
        "Locked out of my account",
    ),
    "since a program was set up on the machine, its other ports are shut": (
        "Since I installed the panel my ports are closed, iptables has new rules",
        "After running the script all services are blocked. ufw?",
        "The ports were closed from the beginning, iptables has new rules",
    ),
    "a daemon may not connect on a system of Red Hat's kind, and by hand it works": (
        "Rocky Linux, php-fpm: connect to 10.0.0.2:6379 failed: Permission denied. From the command line it works.",
        "RHEL8 httpd: (13)Permission denied: AH00957: connect. By hand it works with curl.",
        "Debian, php-fpm: connect to 10.0.0.2:6379 failed: Permission denied. From the command line it works.",
    ),
    "long work behind a gateway ends with its error after a round time": (
        "The export takes long; after 60 seconds nginx gives 504",
        "Big uploads: exactly 5 minutes, then 502 from the load balancer",
        "nginx gives 502 at once for any page",
    ),
    "by the host's address and port it opens, and through the gateway by name and port not": (
        "Proxy manager: http://grafana:3001 gives 502, while 192.168.1.5:3001 works",
        "nginx to http://app:8081: bad gateway. With IP and port 8081 it opens.",
        "nginx to http://localhost:8081: bad gateway",
    ),
    "a handshake without the name of the site is turned away": (
        "openssl s_client -connect shop.example:443\nalert internal error",
        "OpenSSL 0.9.8: unrecognized name",
        "openssl s_client -connect shop.example:443 -servername shop.example\nalert internal error",
    ),
    "it is told to serve one address, and is refused at the loopback": (
        "network.host: 10.0.0.5\ncurl localhost:9200: connection refused",
        "bind_ip = 192.168.3.3\nconnect ECONNREFUSED 127.0.0.1:27017",
        "network.host: 0.0.0.0\ncurl localhost:9200: connection refused",
    ),
    "a container is reached by all but the machine that it is on": (
        "Docker: everyone in the office gets the page except the server itself",
        'daemon.json has "userland-proxy": false, docker, and localhost hangs',
        "Docker: everyone in the office gets the page",
    ),
    "the engine's list shows no port lent out": (
        "docker ps: the PORTS column shows 6379/tcp",
        "Portainer: published ports is empty for this container",
        "docker ps: the PORTS column shows 0.0.0.0:6379->6379/tcp",
    ),
    "with each new pod something has to be begun again": (
        "kubectl: every time we deploy I have to run the command again",
        "The forward dies when the pod restarts, I have to start it again",
        "kubectl: the pod never starts",
    ),
    "on a new macOS a program is kept from the own network at once": (
        "Since Sequoia: Failed to connect to 192.168.1.9 port 80 after 0 ms",
        "macOS 15: my launchd agent gets no route to host for 10.0.0.3",
        "macOS 14: my launchd agent gets no route to host for 10.0.0.3",
    ),
    "localhost shows one thing and 127.0.0.1 another": (
        "http://localhost:4000 gives the new page, http://127.0.0.1:4000 the old one",
        "On 127.0.0.1:8080 I see my other project, on localhost:8080 the new one",
        "On 127.0.0.1:8080 and on localhost:8080 it is the same",
    ),
    "networks of containers are set, and a name is not found": (
        "docker compose, the app has networks: proxy, and now: temporary failure in name resolution for db",
        "A docker stack on an external network: could not translate host name: Name or service not known",
        "docker compose, networks: proxy, and the app is fine",
    ),
}
