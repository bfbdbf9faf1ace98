"""Leads of what people tell of ports, homes, names and waits: none is idle, and none is one thread's own."""

FILES = ("contended", "crossings", "homebound", "kept_waiting", "misled", "outlying")
SAID = {  # two people who have it, and one next door
    "two are at one port and none complains, and one of them gets what was meant for the other": (
        "I can run two servers on the same port without any error, and requests go to one or the other at random",
        "The second instance starts fine on port 9090 as well. No connection ever reaches it.",
        "I run two servers on the same port: the second stops with address already in use.",
    ),
    "a server that had clients was ended, and for a while its port is in use": (
        "When I stop it with ctrl-c while clients are connected, a restart says EADDRINUSE for two minutes.",
        "bind: Address already in use after the daemon is killed with open connections, gone after 60 seconds",
        "bind: Address already in use after the daemon is killed, for ever",
    ),
    "now and then a port is in use that the kernel may lend to any client": (
        "Sometimes the exporter does not start: listen tcp :45210: bind: address already in use",
        "Port 50070 is already in use in about one of 20 starts of the name node",
        "Sometimes the exporter does not start: listen tcp :9100: bind: address already in use",
    ),
    "the port is in use, and another maker's program is named that is there": (
        "Port 17500 is in use. netstat -b says dropbox.exe is listening on it.",
        "bind: address already in use, it seems that Splunk already uses port 8089",
        "bind: address already in use, an old instance of jenkins is on port 8080",
    ),
    "a low port is wanted without the rights of root": (
        "As a normal user it will not listen on port 80, how do I let it?",
        "I don't want to start it with root rights just to open port 443",
        "As a normal user it will not listen on port 8080, how do I let it?",
    ),
    "it was put into the background, and nothing comes from it": (
        "./server --port 7000 &\nthe client hangs",
        "In the background it does not answer, in the foreground it does.",
        "./server --port 7000\nthe client hangs",
    ),
    "another server at that port is reached from elsewhere, so that nothing stands between": (
        "My phone can't open the app at 8080. With nginx on the same port the page opens from the phone.",
        "Nobody in the LAN gets it. python3 -m http.server 5000 instead works from another PC.",
        "Nobody in the LAN gets it. python3 -m http.server does neither.",
    ),
    "it opens where it runs, and other machines are refused": (
        "It works on the server itself. From another computer: connection refused.",
        "The page opens at localhost:9000, my laptop says ERR_CONNECTION_REFUSED for 192.168.1.4:9000",
        "It works on the server itself. From another computer it works too.",
    ),
    "somebody asks which setting lets others in": (
        "Which option do I set so that it can be opened from other devices?",
        "How do I change the config to reach it by its IP?",
        "Which option do I set so that it starts faster?",
    ),
    "it is told to serve localhost alone, and somebody wants it from elsewhere": (
        "It is only on 127.0.0.1. How can I make it listen for the LAN?",
        "The server is restricted to localhost; can it be reached from my phone?",
        "It is only on 127.0.0.1, as it should be.",
    ),
    "the far end of a reverse tunnel is wanted elsewhere, and opens at the loopback": (
        "ssh -R 8080:localhost:80 vps opens on the vps at 127.0.0.1 only",
        "The remote forward always listens on localhost, I want the public address",
        "ssh -L 8080:db:80 vps opens here at 127.0.0.1 only",
    ),
    "from another device a port is asked at which servers for development wait": (
        "I cannot open 192.168.0.7:5000 from my phone",
        "http://10.0.0.4:8888 does not load from another laptop",
        "I cannot open 192.168.0.7:631 from my phone",
    ),
    "a server of models answers its own machine, and no gateway is spoken of": (
        "LM Studio works on localhost:1234, from another PC I can't connect",
        "koboldcpp opens on the machine itself, remote machines time out",
        "LM Studio works on localhost:1234, from another PC litellm can't connect",
    ),
    "with the firewalls off nothing changes": (
        "The firewall is off on both, no change.",
        "I disabled Windows Defender and it is still the same.",
        "The firewall is off on both, and it works.",
    ),
    "a server of datagrams is looked for by TCP": (
        "WireGuard: telnet to 51820 says connection refused, the port is closed",
        "nmap says that nothing listens for my Valheim server",
        "WireGuard: the handshake does not come",
    ),
    "a port is lent out for UDP, and TCP is tried": (
        "0.0.0.0:27015->27015/udp\n$ telnet localhost 27015\ntelnet: Unable to connect: Connection refused",
        "-p 5060:5060/udp\n$ nc -vz localhost 5060\nnc: connect to localhost port 5060 failed: Connection refused",
        "0.0.0.0:27015->27015/tcp\n$ telnet localhost 27015\ntelnet: Unable to connect: Connection refused",
    ),
    "it waits at the file of a socket and at no port": (
        "ss shows a unix socket for the daemon and nothing more",
        "It listens only on a unix domain socket, how can I give it a port?",
        "ss shows port 8080 for the daemon",
    ),
    "links that a server makes hold an address of the inside": (
        "The invitation links contain the internal IP instead of our external domain",
        "E-mails are generated with the container's hostname, not with my public URL",
        "The invitation links contain our external domain",
    ),
    "a client of a cluster was given a number, and fails at a name": (
        "bootstrap.servers=192.168.5.2:9092 and the consumer says UnknownHostException: kafka-0",
        "mongodb://10.0.0.5:27017 fails with getaddrinfo ENOTFOUND mongo1",
        "mongodb://shop:27017 fails with getaddrinfo ENOTFOUND shop",
    ),
    "a service of somebody else is refused at 0.0.0.0": (
        "connect ECONNREFUSED 0.0.0.0:443",
        "dial tcp 0.0.0.0:443: connect: connection refused",
        "connect ECONNREFUSED 0.0.0.0:3000",
    ),
    "a service far off is refused at the router, which keeps names from being found": (
        "connect ECONNREFUSED 192.168.0.1:443 since I use a family filter",
        "dial tcp 10.0.0.1:443: connection refused. Is it the Pi-hole?",
        "connect ECONNREFUSED 192.168.0.17:443 since I use a family filter",
    ),
    "a name moved to another address, and who had asked before must be begun anew": (
        "After a failover the endpoint points to another machine, and only a restart of all pods helps",
        "The DNS record changed last night; the workers never re-resolve it",
        "The DNS record is as it was",
    ),
    "a browser asks localhost, and none runs in a container": (
        "POST http://localhost:4567/login net::ERR_CONNECTION_REFUSED",
        "Chrome: http://127.0.0.1:9000/ ERR_CONNECTION_REFUSED, and docker compose is up",
        "POST http://localhost:4567/login net::ERR_CONNECTION_REFUSED\nError: connect ECONNREFUSED 127.0.0.1:5432",
    ),
    "a browser has the page from another machine, and asks its own": (
        "I open http://203.0.113.4:4567/#/\nPOST http://localhost:4567/login net::ERR_CONNECTION_REFUSED",
        "The page is http://10.20.0.9:8080/app\nGET http://127.0.0.1:8080/api net::ERR_CONNECTION_REFUSED",
        "I open http://203.0.113.4:80/#/\nPOST http://localhost:4567/login net::ERR_CONNECTION_REFUSED",
    ),
    "a page that is seen from another machine asks localhost": (
        "The frontend calls http://localhost:8080/api; I open it from my laptop",
        "In the network tab the app fetches localhost:5000, seen from another PC",
        "The frontend calls http://localhost:8080/api",
    ),
    "from a container another program is asked at localhost, and refused": (
        "docker: my app asks the database at localhost: connection refused",
        "The container wants redis on 127.0.0.1 and is refused",
        "My app asks the database at localhost: connection refused",
    ),
    "HOST is the name of a kind of machine, as compilers have it": (
        "HOST=x86_64-conda-linux-gnu in that environment",
        "echo $HOST says aarch64-unknown-linux-gnu",
        "HOST=0.0.0.0 on x86_64",
    ),
    "a variable says at which address it serves, and that is no address of this machine": (
        "The environment variable HOST is set; getaddrinfo ENOTFOUND my-laptop",
        "After unset HOST it starts, before: listen EADDRNOTAVAIL 10.1.1.1:3000",
        "The environment variable HOST is set",
    ),
    "by way of SSH the database answers, and directly its greeting is lost": (
        "Lost connection to MySQL server at 'reading initial communication packet'. Over SSH the same login works.",
        "Lost connection to server at 'handshake: reading initial communication packet'; via ssh I do get in",
        "Lost connection to MySQL server at 'reading initial communication packet'",
    ),
    "without ::1 in the hosts file a server begins to listen": (
        "It cannot bind to localhost. After I removed the ::1 line it starts.",
        "Failed to listen; with ::1 commented out fine. I commented ::1 out",
        "It cannot bind to localhost.",
    ),
    "something rewrote localhost in the hosts file": (
        "The ad block list overwrote hosts and removed localhost",
        "脚本把 127.0.0.1 后面的 localhost 改成了主机名",
        "The ad block list is in hosts",
    ),
    "every page shows an error of the store behind it": (
        "OperationalError at /\ncould not connect to server\nwhatever page I open",
        "every request ends with Redis::CannotConnectError",
        "OperationalError in a script",
    ),
    "it breaks when its store is away": (
        "The app returns 500 whenever Redis is restarted",
        "our site goes down as soon as the database is not available",
        "our site goes down at night",
    ),
    "at a boot it fails, and begun by hand later it goes": (
        "After a reboot the service has no database; started manually it works",
        "At boot it can't reach the broker, restarting it later helps",
        "After a reboot the service has no database",
    ),
    "tests start a server of their own, and not always is it there in time": (
        "The e2e tests start the server themselves and are flaky: connect ECONNREFUSED 127.0.0.1:4000",
        "CI: beforeAll launches the app, sometimes Error: connect ECONNREFUSED ::1:8080",
        "The e2e tests always end: connect ECONNREFUSED 127.0.0.1:4000",
    ),
    "a small server stands still for all while one keeps it, and goes on when that one lets go": (
        "The built-in server hangs until I close the other browser window, only then the page loads",
        "php -S is stuck with an idle connection of Chrome; closing the tab un-blocks it, it works again",
        "The built-in server hangs",
    ),
    "after a time no request is answered, and the process lives on": (
        "After a few hours it stops responding, the process is still running",
        "From time to time the service locks up. Background jobs go on.",
        "After a few hours it stops responding",
    ),
    "somebody goes through a program step by step, and a gateway gives up": (
        "While I am stepping through with xdebug nginx says 504",
        "At a breakpoint the browser gets a gateway timeout",
        "nginx says 504",
    ),
    "a check of health comes to nothing where there is much to do and little processor": (
        "The liveness probe fails under load, CPU limit is 100m, the pod is restarted",
        "kubelet kills it when many jobs start at once; container_cpu throttled",
        "The liveness probe fails, the pod is restarted",
    ),
    "very many are connected at a time, and some are cut off": (
        "With 2000 connections in a load test some get connection reset by peer",
        "10k clients at once: connect ETIMEDOUT for a part of them",
        "With 20 connections some get connection reset by peer",
    ),
    "an editor does not lead a port here by itself": (
        "VS Code no longer forwards: ports are not forwarded over Remote-SSH",
        "Codespaces: automatic port forwarding does nothing",
        "Our router: ports are not forwarded",
    ),
    "whether extensions were off is a question of the form": (
        "Does it occur with all extensions disabled? No",
        "Extensions disabled? yes",
        "The extension blocks it",
    ),
    "a service that others run is down": (
        "Your demo server refuses connections",
        "The public API is down since this morning: your endpoint times out",
        "Your demo shows it well",
    ),
    "one browser leaves out parts of a page that counts its visitors or advertises": (
        "Analytics page: jQuery is not defined in Firefox. Chrome works.",
        "The banner's scripts are not loaded in Brave, in Firefox it works",
        "The shop's page is as it should be in Firefox, Chrome works",
    ),
    "without a filter that the system has taken in, the network is back": (
        "macOS 15: after I turned off the network extension everything works again",
        "On my Mac disabling the content filter provider brings the connection back",
        "macOS 15: there is a network extension",
    ),
    "a container's port is led on for every address and not for the loopback": (
        "podman: -A OUTPUT ! -d 127.0.0.0/8 -j DNAT --to 10.88.0.2:80; localhost:8080 fails",
        "nerdctl: localhost does not get there, is route_localnet missing?",
        "podman: localhost:8080 fails",
    ),
    "with its rules flushed or one of them gone it works": (
        "-A INPUT -j DROP\nafter iptables -F it works",
        "policy drop; I removed the rule and it connects",
        "-A INPUT -j DROP\nafter a restart it works",
    ),
    "a container asks its own host, whose packet filter is spoken of": (
        "firewalld. From inside the container curl to host.docker.internal: No route to host",
        "ufw is on. docker exec web curl http://172.17.0.1:5000 times out, from the container",
        "From inside the container curl to host.docker.internal: No route to host",
    ),
    "lent out at 127.0.0.1 it fails and everywhere it does not, where the engine is in a machine": (
        "Docker Desktop, -p 127.0.0.1:8080:80 gives a reset; without 127.0.0.1 it works",
        'Rancher Desktop\nports:\n  - "127.0.0.1:5432:5432"\nI removed the 127.0.0.1 and it was fine',
        "Docker Desktop, -p 127.0.0.1:8080:80 gives a reset",
    ),
    "a Service was made with a port at which the image of its pods does not wait": (
        "kubectl create deployment c --image=redis\nkubectl expose deployment c --port=8080",
        "kubectl run w --image=nginx:1.25\nkubectl expose pod w --type=NodePort --port=3000",
        "kubectl create deployment c --image=redis\nkubectl expose deployment c --port=6379",
    ),
    "a client is told to speak without TLS at a port that is known for it": (
        "grpc.insecure_channel('api.example.com:443') ends with: Socket closed, unavailable",
        'ManagedChannelBuilder.forAddress("api", 443).usePlaintext(), port 443: end of stream, connection closed',
        "grpc.insecure_channel('api.example.com:50051') ends with: Socket closed, unavailable",
    ),
    "packets are seen at one of several interfaces, and nobody behind it gets them": (
        "tcpdump shows the multicast arriving, the program never receives any packets",
        "Two interfaces. Wireshark sees the SYN on the second, no answer goes out",
        "tcpdump shows the SYN arriving, and it is answered",
    ),
    "a scan shows other ports, and not this one": (
        "nmap shows 22 and 80 and nothing else. Port 8443 is not open.",
        "netstat lists 53 and 631 only, so port 5900 is not there: the port is not listed",
        "nmap shows 22, 80 and 8443",
    ),
}
