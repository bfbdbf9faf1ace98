"""Who usually uses a port: the habits of servers, from their documentation and the IANA registry."""

from __future__ import annotations

TABLE = """
20 FTP data
21 FTP
22 SSH
23 Telnet
25 SMTP, mail between servers
53 DNS
67 DHCP server (UDP)
68 DHCP client (UDP)
69 TFTP (UDP)
80 HTTP
88 Kerberos
110 POP3
111 rpcbind
119 NNTP
123 NTP (UDP)
135 Windows RPC
137 NetBIOS
139 NetBIOS, old SMB
143 IMAP
161 SNMP (UDP)
179 BGP
389 LDAP
443 HTTPS, HTTP/3 over UDP
445 SMB, Windows shares
465 SMTP over TLS
500 IKE (UDP)
514 syslog (UDP)
515 LPD printing
548 AFP
554 RTSP
587 SMTP submission
631 CUPS printing, IPP
636 LDAP over TLS
853 DNS over TLS
873 rsync
993 IMAP over TLS
995 POP3 over TLS
1080 SOCKS proxies
1194 OpenVPN (UDP)
1234 LM Studio
1337 Strapi
1420 Tauri development
1433 Microsoft SQL Server
1521 Oracle
1723 PPTP
1880 Node-RED
1883 MQTT
2019 Caddy's admin API
2049 NFS
2181 ZooKeeper
2375 Docker without TLS
2376 Docker with TLS
2379 etcd clients
2380 etcd peers
3000 Next.js, React, Express, Rails, Grafana, Open WebUI
3001 the second development server: Next.js and React move here when 3000 is taken
3002 the third development server
3003 the fourth development server
3030 web servers in Rust examples
3100 Loki
3128 Squid proxy
3306 MySQL, MariaDB
3333 development servers
3389 Windows Remote Desktop (RDP)
4000 Phoenix, Jekyll, LiteLLM
4173 vite preview
4200 Angular
4222 NATS
4317 OpenTelemetry over gRPC
4318 OpenTelemetry over HTTP
4321 Astro
5000 Flask, Docker registry, and AirPlay on a Mac
5001 a second Flask or API server, older ASP.NET with TLS
5060 SIP
5061 SIP over TLS
5173 Vite
5174 Vite, when 5173 is taken
5353 multicast DNS (UDP)
5432 PostgreSQL
5433 a second PostgreSQL
5555 Prisma Studio, adb over TCP, Celery Flower
5601 Kibana
5671 AMQP over TLS
5672 RabbitMQ, AMQP
5678 n8n, debugpy
5900 VNC, macOS screen sharing
5984 CouchDB
6000 X11
6006 Storybook, TensorBoard
6333 Qdrant
6379 Redis, Valkey
6380 Redis over TLS
6443 Kubernetes API
6881 BitTorrent
7000 Cassandra, and AirPlay on a Mac
7233 Temporal
7474 Neo4j in the browser
7687 Neo4j Bolt
7860 Gradio, Stable Diffusion web UI
8000 Django, uvicorn, python -m http.server, vLLM
8001 kubectl proxy, a second Django
8025 Mailpit, MailHog
8080 Tomcat, Spring Boot, webpack, llama.cpp, many proxies
8081 Metro (React Native), Nexus
8086 InfluxDB
8088 Superset
8123 ClickHouse over HTTP, Home Assistant
8188 ComfyUI
8200 Vault
8265 Ray dashboard
8443 HTTPS for who may not use 443
8500 Consul
8501 Streamlit
8545 Ethereum JSON-RPC
8787 wrangler dev, RStudio
8888 Jupyter
8983 Solr
9000 MinIO, PHP-FPM, SonarQube, Portainer
9001 MinIO console, Supervisor
9042 Cassandra clients
9090 Prometheus, Cockpit
9092 Kafka
9099 the Firebase Auth emulator
9100 node_exporter, raw printing
9200 Elasticsearch, OpenSearch
9222 Chrome DevTools protocol
9229 Node.js inspector
9300 Elasticsearch nodes
9418 git
9901 Envoy admin
10000 Webmin, Envoy examples
10250 kubelet
11211 memcached
11434 Ollama
15672 RabbitMQ management
19000 Expo
19006 Expo for the web
19530 Milvus
24678 Vite's websocket for hot reload
25565 Minecraft
26257 CockroachDB
27017 MongoDB
30000 the first NodePort of Kubernetes, SGLang
51820 WireGuard (UDP)
54321 Supabase
"""
USED_BY = {int(number): user for number, user in (line.split(" ", 1) for line in TABLE.strip().splitlines())}
