"""Leads of two facts that do not agree, and of what was done before it failed: none is idle, none one thread's own."""

FILES = ("asideways", "confronted", "roundabout")
SAID = {  # two people who have it, and one next door
    "Redis turns away who comes from elsewhere": (
        "telnet to redis prints a -DENIED text",
        "valkey says that protected mode is on",
        "telnet to redis prints PONG",
    ),
    "Redis as it comes is asked from another machine": (
        "redis with the default config answers to itself, the other machine is refused",
        "A fresh install of redis: remotely it is refused",
        "redis with the default config, the other machine is fine",
    ),
    "the own shell gets into PostgreSQL, and who gives a host does not": (
        "postgres: psql works in the shell, from another PC it is refused",
        "psql gets in, DBeaver (port 5432) is refused",
        "postgres: from another PC it is refused",
    ),
    "inside the container it answers, and outside one is cut off": (
        "docker exec web curl localhost:8000 gives html. Outside: connection reset",
        "in the container wget works; Chrome: ERR_EMPTY_RESPONSE, podman",
        "docker: connection reset",
    ),
    "0.0.0.0 is opened where nobody knows it": (
        "On Windows http://0.0.0.0:8080 does not open",
        "The links on my iPad are to 0.0.0.0:4000: can't be opened",
        "On Windows http://127.0.0.1:8080 does not open",
    ),
    "a server of Red Hat's kind may not connect or bind": (
        "CentOS 8: haproxy says cannot bind socket [0.0.0.0:5000]",
        "Rocky, nginx: connect() to 127.0.0.1:3000 failed (13: Permission denied)",
        "Debian: haproxy says cannot bind socket [0.0.0.0:5000]",
    ),
    "so many work, and all others wait": (
        "gunicorn with workers = 4: during four uploads everybody else waits",
        "max_concurrent_sessions=2, the third hangs",
        "gunicorn with workers = 4",
    ),
    "it takes connections and stands still": (
        "curl connects and hangs, py-spy shows a lock",
        "The port is open, no response comes, and one core is busy",
        "curl connects and hangs",
    ),
    "who asks by a number is not greeted": (
        "client.connect(ip, 443) to Cloudflare: a fatal alert message",
        "openssl s_client -connect 203.0.113.4:443 says handshake failure",
        "client.connect(name, 443): a fatal alert message",
    ),
    "it waits at one address of its machine, and is sought at another": (
        "ListenAddress 10.0.0.5\nssh: connect to host 192.168.7.2 port 22: Connection refused",
        "network.host: 172.16.9.4\ncurl: (7) Failed to connect to 127.0.0.1 port 9200: Connection refused",
        "ListenAddress 10.0.0.5\nssh: connect to host 10.0.0.5 port 22: Connection refused",
    ),
    "a setting names the port that refuses, and the server says another": (
        "server.port=9000\nTomcat started on port 8761\nconnect ECONNREFUSED 127.0.0.1:9000",
        "PORT=4500\nlistening on port 3000\nconnect ECONNREFUSED 127.0.0.1:4500",
        "PORT=4500\nlistening on port 4500\nconnect ECONNREFUSED 127.0.0.1:4500",
    ),
    "the database answers at home, and from afar it is refused": (
        "Can't connect to MySQL server on '192.168.1.5' (111). phpMyAdmin on the NAS opens.",
        "2003 - Can't connect to MySQL server on 'db.lan' (10061); ssh and mysql -uroot is fine",
        "Can't connect to MySQL server on '127.0.0.1' (111). phpMyAdmin opens.",
    ),
    "MongoDB is asked from afar, and refused": (
        "MongoDB from another server: connect ECONNREFUSED 10.0.8.12:27017",
        "mongosh, remotely: MongoNetworkError: connect ECONNREFUSED 10.1.0.4:27017",
        "MongoDB: connect ECONNREFUSED 127.0.0.1:27017",
    ),
    "a name of the own network leads one browser elsewhere": (
        "nas.lan opens in Safari, not in Chrome. dig says 192.168.1.4.",
        "Brave cannot open the intranet, Edge works. ping finds it.",
        "shop.example opens in Safari, not in Chrome.",
    ),
    "in a container localhost is refused, and beside it the same gets through": (
        "docker run bot\nconnect ECONNREFUSED 127.0.0.1:3306\nThe database is installed with apt on the host.",
        "my image: connect ECONNREFUSED 127.0.0.1:11434, in docker; in my browser it opens",
        "connect ECONNREFUSED 127.0.0.1:3306\nThe database is installed with apt on the host.",
    ),
    "nobody is named who has the port, or one who is no server": (
        "tcp 0 0 0.0.0.0:8000 0.0.0.0:* LISTEN -\nbind: Address already in use",
        "sleep 18823 deploy 4u IPv4 902217 TCP *:9090 (LISTEN)\nbind: Address already in use",
        "tcp 0 0 0.0.0.0:8000 0.0.0.0:* LISTEN 77/nginx\nbind: Address already in use",
    ),
    "it is refused at once, and somebody stands between": (
        "From the guest VLAN it is refused at once",
        "At school: connection refused, immediately. Our office has the same.",
        "It is refused at once",
    ),
    "a name leads to another number than it should": (
        "ping still goes to the previous IP",
        "dig gives 198.18.0.44 for it",
        "ping goes to the IP",
    ),
    "the address of IPv6 that a name has is dead": (
        "The AAAA record is there, and nobody answers at it",
        "curl -6 times out, curl -4 is fine",
        "The A record is there, and nobody answers at it",
    ),
    "localhost has an address of the network in a hosts file": (
        "$ cat /etc/hosts\n10.4.4.10 ora1 localhost",
        "192.168.1.200\tlocalhost",
        "$ cat /etc/hosts\n127.0.0.1 ora1 localhost",
    ),
    "Node asks localhost in vain, where others get through": (
        "node 18: fetch failed for http://localhost:8000, curl works",
        "node-fetch on http://localhost:3000 is refused, in the browser it opens. The browser shows it.",
        "node 18: fetch failed for http://shop:8000, curl works",
    ),
    "a check of health asks localhost, and is refused": (
        "HEALTHCHECK CMD wget http://localhost:8080\nwget: can't connect to remote host: Connection refused",
        "healthcheck: curl -f http://localhost:3000\nunhealthy",
        "HEALTHCHECK CMD wget http://127.0.0.1:8080\nwget: can't connect to remote host: Connection refused",
    ),
    "of two ports that follow one another the first was taken": (
        "Something else is on 3000, so it comes up at 3001",
        "5173 was taken, and it took the next one, 5174",
        "It comes up at 3000, and the api at 3001",
    ),
    "a phone hears nothing of a desktop in its own network": (
        "My phone and the Windows PC are in the same Wi-Fi, the app times out",
        "The tablet can't open the page of my laptop, same network",
        "My phone and the Windows PC are in the same Wi-Fi",
    ),
    "the page of another project is shown for ever": (
        "localhost:3000 always shows the boilerplate that I deleted",
        "No matter what I start at port 5000, I get my old project",
        "localhost:3000 shows the boilerplate",
    ),
    "a proxy is asked that is not there any more": (
        "At home git pull says: Failed connect to proxy.corp.example:8080; timed out",
        "request to https://registry.npmjs.org failed, reason: connect ECONNREFUSED 10.128.4.20:3128",
        "request to https://registry.npmjs.org failed, reason: connect ECONNREFUSED 10.128.4.20:443",
    ),
    "what stands behind a front was made anew, and the front goes where it was": (
        "When I recreate only the api container, nginx says 502 Bad Gateway",
        "After a redeploy of the backend haproxy gives 502 until I restart it",
        "nginx says 502 Bad Gateway",
    ),
    "somebody asks whether others see it, of what is not his own": (
        "Is the mirror gone? curl: (28) Connection timed out. Does anyone else have that?",
        "503 Service Unavailable since yesterday, from two different networks",
        "My own server is refused: connection refused. Does anyone else have that?",
    ),
    "mail that goes out finds port 25 silent": (
        "postfix: connect to mx.example[203.0.113.9]:25: Connection timed out",
        "all mails stay in the queue, gmail-smtp-in port 25: timed out",
        "postfix: connect to mx.example[203.0.113.9]:587: Connection timed out",
    ),
    "the first fails and the next does not": (
        "Only the first test gets connection refused, all others pass",
        "provisioning: connection refused. The second run works.",
        "provisioning: connection refused. The second run is refused.",
    ),
    "it was fetched or built, and nobody tells of a start": (
        "I did npm install and opened http://localhost:3000: ERR_CONNECTION_REFUSED",
        "mvn clean package says BUILD SUCCESS; curl: (7) Failed to connect to localhost port 8080: Connection refused",
        "npm install, npm start, http://localhost:3000: ERR_CONNECTION_REFUSED",
    ),
    "a port is asked by the number that it has inside": (
        "0.0.0.0:15432->5432/tcp\nconnect ECONNREFUSED 127.0.0.1:5432",
        "docker run -p 222:22 gitea\nssh: connect to host git.lan port 22: Connection refused",
        "0.0.0.0:15432->5432/tcp\nconnect ECONNREFUSED 127.0.0.1:15432",
    ),
    "the mapping stands behind the name of the image": (
        "docker run --rm -it grafana/grafana -p 3000:3000",
        "$ docker run -d --name=web me/shop:1.2 -p 80:8080",
        "docker run --rm -it -p 3000:3000 grafana/grafana",
    ),
    "a service was run once, without its ports": (
        "docker compose run --rm app rails s is refused, docker compose up is fine",
        "docker-compose run web; nothing in the ports column",
        "docker compose run --service-ports app is refused, docker compose up is fine",
    ),
    "a port was changed, and the mapping has the new one on both sides": (
        "I changed the port from 8080 to 8090 (-p 8090:8090), and it is dead",
        'I replaced 9000 by 9001\nports:\n  - "9001:9001"',
        "I changed the port from 8080 to 8090 (-p 8090:8080), and it is dead",
    ),
    "a desktop's engine is told to use the host's network": (
        "Windows 10: docker run --net=host -p 8002:8002 glm",
        "Docker Desktop, Mac: docker run -p 80:80 --network host web",
        "Ubuntu: docker run --net=host -p 8002:8002 glm",
    ),
    "it serves ::1 or IPv6, and 127.0.0.1 is refused": (
        "Listening on http://[::]:3000, and 127.0.0.1:3000 is refused",
        "listen [::]:8080; wget: can't connect to remote host (127.0.0.1): Connection refused",
        "Listening on http://0.0.0.0:3000, and 127.0.0.1:3000 is refused",
    ),
    "127.0.0.1 is refused, and localhost gives the page": (
        "curl http://127.0.0.1:8000 is refused, curl localhost:8000 works",
        "http://localhost:5173 opens, http://127.0.0.1:5173 does not",
        "curl http://127.0.0.1:8000 is refused, curl localhost:8000 is refused",
    ),
    "a Service has nobody behind it, or labels were changed": (
        "oc get endpoints shop\nNAME ENDPOINTS AGE\nshop <none> 2y",
        "kubectl get endpoints stays empty",
        "kubectl get endpoints\nshop 10.1.0.4:80 2y",
    ),
    "a member is known, and asked at an address of its engine": (
        "The node registers at the hub; connect to 172.17.0.5:5555 failed",
        "All agents joined. dial 10.0.2.15:8300: connection refused",
        "The node registers at the hub; connect to 10.4.4.5:5555 failed",
    ),
}
