"""Words, names and addresses that tell nobody who somebody is: they stay as they are in evidence that travels."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from portwise.formats.programs import PROGRAMS

# What programs are called, what people call parts of a service, and what folders are called everywhere.
_WORDS = """
a adm admin alpha alpine amazon amd64 amqp ap apache api apis app applications apps apt arm64 arpa auth aux aws
axllent backend backends balancer bastion beta bin bitnami blog board bookworm boot bot box bridge broker browser
bucket build builds bullseye bus cache caddy canary cat ccm cdn celery cert certs chat checkout checkouts chromadb
chrome chromium ci client clients cloud cluster cmd code code-server codespace collector com compose conf config
confluent confluentinc consul container containers context control controller core coredns cron dash dashboard data
database db dbs debian debug default demo denoland dep desktop dev devel develop developer development disk dist
django dns doc docker dockerd docs documents downloads driver echo eclipse edge elastic elasticsearch emqx engine
entry env envoy envoyproxy etc etcd event events example examples export exporter express fastapi feed file files
firefox flask forward fpm front frontend ftp gate gateway gcr ghcr git gitea github gitlab go golang google gpu
grafana graphql grpc gunicorn haproxy hashicorp health hello home host hostaliases hostname hostnames hosts hot html
http httpd https hub huggingface image images imap index influxdb ingress init inner input install internal internet
intranet io ip ipv4 ipv6 istio jammy java jenkins job jobs js json jupyter k3s k8s kafka kernel key keycloak keys kind
kong kube kubernetes lab lambda lan latest ldap lib lib64 library lima linux linuxserver list listener lite litellm
live lo load local localdomain localhost log login logs mac macos mail mailhog main manager mariadb master mcr media
memcached memory mesh message messages metrics microsoft milvusdb minikube minio mirrored mnt mock mod model models
module mongo mongodb monitor mount movies mqtt music mysql nat nats net netns network new next nextjs nfs nginx noble
node nodejs nodes none notebook npm nsswitch nuxt nvidia object offline old ollama one online open opensearch
openwebui opt orb order org other output oven page pages pi pictures pip pipe plain play pod podman pods pool port
ports postgres postgresql postgrest private proc prod production profile program programs proj project projects prom
prometheus proxy proxysql public puma py python python3 qdrant qemu quay query queue rabbitmq rails react read ready
redis registry relay release remote replica repo repos repository resolv rest root route router ruby run runner
running runtime rust s3 sandbox sbin script scripts search secondary semitechnologies server servers service services
session share shell sidekiq site sites slave slim smtp snap socket solr some source spare spring sql sqlite src srv
ssh stage staging start static stats storage store storybook stream sub supabase svc sys system systemd table target
task tasks tcp temp templates temurin test tests tls tmp tomcat tool tools traefik tunnel two ubuntu udp ui unit unix
up upstream user users usr util utils v1 v2 vagrant var vault vector version versions videos vite vllm vm volume
volumes vpn vscode vue watch weaviate web webapp webpack webserver website webui windows work worker workers workspace
workspaces world write ws wsl www xn xyz yarn zookeeper
"""
WORDS = frozenset(_WORDS.split())
PROGRAM_WORDS = frozenset(
    word
    for program in PROGRAMS
    for name in (program.name, *program.names)
    for word in name.strip("@").lower().split("-")
)

# Users that images, packages and hosters make
_USERS = """
admin app azureuser centos circleci codespace debian default ec2-user fedora git gitpod jovyan linuxbrew mysql nobody
node pi postgres public redis root runner runneradmin shared ubuntu user vagrant vscode www-data
"""
USERS = frozenset(_USERS.split())

# Hosts that are the same for everybody; of a name below one of BELOW only what stands before is somebody's own.
_HOSTS = """
cloudflare.com dns.google docker.io example.com example.net example.org files.pythonhosted.org gateway.docker.internal
ghcr.io github.com gitlab.com google.com host.containers.internal host.docker.internal host.lima.internal
host.minikube.internal ip6-localhost ip6-loopback kubernetes.default kubernetes.default.svc
kubernetes.default.svc.cluster.local kubernetes.docker.internal letsencrypt.org localhost localhost.localdomain
metadata.google.internal mozilla.org one.one.one.one pypi.org quay.io registry-1.docker.io registry.npmjs.org
socket.io www.google.com
"""
HOSTS = frozenset(_HOSTS.split())
BELOW = (
    *("in-addr.arpa", "ip6.arpa", "svc.cluster.local", "ngrok.io", "ngrok.app", "ngrok-free.app", "trycloudflare.com"),
    *("ts.net", "amazonaws.com", "azurewebsites.net", "googleapis.com", "github.dev", "app.github.dev", "gitpod.io"),
    *("herokuapp.com", "vercel.app", "netlify.app", "pages.dev", "workers.dev", "fly.dev", "onrender.com", "run.app"),
    *("co.uk", "com.au", "co.jp", "com.br", "co.in", "org.uk", "ac.uk", "home.arpa", "ec2.internal", "cloudapp.net"),
)
# Last labels that make a dotted word in a text a name of a host; those that are endings of files as well are not here.
_ENDINGS = """
ai ar arpa au be biz br ca ch cloud cn co com company corp cz de dev dk edu es eu example fi fr gg gov gr hk home hu
il info int internal intranet invalid io jp kr lan local localdomain mil mx net network nl nz onion online org page pl
pt ro ru se services sg shop site store systems tech test tr tv tw ua uk us xyz za
"""
ENDINGS = frozenset(_ENDINGS.split())

ADDRESSES = frozenset(
    ip_address(text)
    for text in (
        *("1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "169.254.169.254", "255.255.255.255"),
        *("2606:4700:4700::1111", "2606:4700:4700::1001", "2001:4860:4860::8888", "2001:4860:4860::8844"),
    )
)
# Networks that are the same on every machine: loopback, what programs make unless told otherwise, what documents show.
NETWORKS = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"),
        *("172.17.0.0/16", "10.0.2.0/24", "10.0.3.0/24", "192.168.65.0/24", "192.168.122.0/24", "10.88.0.0/16"),
        *("::/127",),
    )
)
