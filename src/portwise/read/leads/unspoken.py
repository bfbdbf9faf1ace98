"""
Causes of whose subject nothing in a text speaks.

Words alone make a text sound like others; a container, a browser or a cluster that nobody names is hardly the matter.
"""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Lines
from portwise.model.record import NamedTuple
from portwise.read.lead import Lead, leads
from portwise.read.text import Text

LESS = -2.0  # log-odds
FEW = 12  # words: by fewer hardly anything is spoken of


class Subject(NamedTuple):
    """What has to be spoken of, by which words, before one of these causes is named."""

    what: str
    words: str
    causes: tuple[str, ...]


SUBJECTS = (
    Subject(
        "containers",
        r"docker|container|podman|compose|\bimages?\b|kube|k8s|k3s|\bpods?\b|add-?ons?\b|\blx[cd]\b|nspawn|nerdctl|"
        r"unraid|"
        r"synology|portainer|truenas|casaos|umbrel|\bnas\b|colima|rancher|orbstack|containerd|heroku|railway|"
        r"render\b|fly\.io|"
        r"home ?assistant|hass|\bgitlab|actions|\bci\b|sail\b|ddev|lando|swarm|nomad|openshift|cloud run|"
        r"devcontainer|hassio|"
        r"[_-]\d{1,2} exited with code|(?m:^[a-z][\w.-]{1,40}[_-]\d{1,2}\s{1,30}\|\s)|"
        r"client: 172\.(?:1[7-9]|2\d|3[01])\.0\.1\b|"
        r"gluetun|laradock|traefik|stack\b|proxy manager|grafana|frigate|\u5bb9\u5668|\u955c\u50cf",
        (
            "container-app-bound-to-loopback",
            "container-port-not-published-or-mismapped",
            "container-exited-or-unhealthy",
            "container-dns-name-out-of-scope",
            "container-vm-forwarder-stuck",
            "container-cannot-reach-host",
            "container-loopback-hairpin-off",
            "container-firewall-rules-missing",
            "localhost-inside-container",
        ),
    ),
    Subject(
        "localhost or a family of addresses",
        r"localhost|127\.|::|ipv[46]|loopback|local ?host|\bv[46]\b|\bhosts?\b|\u672c\u5730|\u672c\u673a|four "
        r"numbers|\blocal",
        (
            "localhost-ipv6-first-server-ipv4-only",
            "server-ipv6-only-client-ipv4",
            "ipv6-disabled-localhost-ipv6",
            "loopback-family-split",
            "hosts-file-localhost-broken",
            "loopback-interface-broken",
        ),
    ),
    Subject(
        "a browser",
        r"browser|chrom|firefox|safari|\bedge\b|brave|opera|vivaldi|\berr_|\btabs?\b|web ?page|\bpages?\b|extension|"
        r"\bsites?\b|url|http|\bweb|fetch|\bcors\b|\boptions\b|\borigins?\b|"
        r"\u6d4f\u89c8\u5668|navigateur|navegador|\u0431\u0440\u0430\u0443\u0437\u0435\u0440",
        (
            "browser-cached-state",
            "browser-secure-dns",
            "browser-extension-or-policy-block",
            "browser-profile-or-version-fault",
            "browser-socket-state",
            "browser-blocked-port",
            "browser-local-network-access",
            "cors-blocked",
            "hsts-or-bad-redirect",
        ),
    ),
    Subject("MongoDB", r"mongo|27017|atlas|meteor|bson", ("mongodb-bindip",)),
    Subject("Redis", r"redis|valkey|keydb|6379|sentinel", ("redis-protected-mode-or-bind",)),
    Subject(
        "MySQL", r"mysql|maria|3306|\bsql\b|mamp|xampp|lamp|sqlstate|database|\bdb\b", ("mysql-not-accepting-tcp",)
    ),
    Subject("PostgreSQL", r"postg|psql|\bpg|5432|libpq|timescale|database|\bdb\b", ("postgres-not-accepting-tcp",)),
    Subject(
        "models",
        r"model|llm|gpt|llama|openai|\bai\b|completion|lm ?studio|kobold|comfy|diffusion|hugging|torch|cuda|vllm|"
        r"mistral|"
        r"claude|gemini|\bchat|embedding|inference|webui|whisper|gguf|\brag\b",
        ("ai-server-loopback-only", "ai-model-load-failure", "llm-gateway-backend-unreachable"),
    ),
    Subject(
        "a Mac",
        r"\bmac|os ?x\b|darwin|airplay|airtunes|iphone|\bios\b|ipad|xcode|brew|apple|sonoma|sequoia|monterey|"
        r"catalina|ventura|"
        r"safari|errno[: ]{1,2}-?(?:49|6[015])\b|"
        r"big sur|mojave|/users/|nodename nor servname|local network|control ?cent|emacs",
        ("macos-local-network-privacy",),
    ),
    Subject(
        "Windows",
        r"windows|\bwin\d|\bwin\b|powershell|\.exe|netsh|\biis\b|1001[0-9]|1004[0-9]|hyper-?v|winnat|http\.sys|"
        r"\b[a-z]:\\|wsl|"
        r"visual studio|\.net\b|eacces|permission|forbidden|wamp|an attempt was made",
        ("windows-excluded-port-range",),
    ),
    Subject(
        "WSL",
        r"\bwsl|subsystem for linux|wslrelay|(?:ubuntu|linux|debian)[^\n]{0,40}windows|windows[^\n]{0,40}(?:ubuntu|"
        r"debian)|\bmirrored\b",
        ("wsl2-localhost-forwarding-broken", "wsl2-mirrored-mode-loopback"),
    ),
    Subject(
        "a cluster",
        r"kube|k8s|k3s|k3d|\bpods?\b|helm|minikube|microk8s|ingress|node ?port|\bkind\b|istio|openshift|argo|\beks\b|"
        r"\bgke\b|"
        r"\baks\b|namespace|rancher",
        ("kubernetes-service-no-endpoints", "kubernetes-port-forward-died"),
    ),
    Subject(
        "a debugger",
        r"debug|byebug|\birb\b|rider|\bvs\b|f5\b|unity|break ?point|inspect|attach|\bpdb\b|gdb|lldb|step|ptrace|"
        r"strace|jdwp|delve|\bdlv\b|pry|paused|ide\b",
        ("debugger-paused",),
    ),
    Subject(
        "a network between",
        r"vpn|wireguard|tailscale|zscaler|warp\b|openvpn|anyconnect|ztna|tunnel|netbird|zerotier|nordvpn|mullvad|"
        r"proton|clash|"
        r"v2ray|globalprotect|forti|cisco|corporate|company|office|work\b|\btun\d|utun|\bwg\d|netskope|outline|"
        r"shadowsocks|"
        r"headscale|gluetun|hamachi|pulse|pritunl|\u4ee3\u7406|\u52a0\u901f",
        ("vpn-or-ztna-interference",),
    ),
    Subject(
        "SELinux",
        r"selinux|\bavc\b|semanage|setsebool|getenforce|rhel|centos|fedora|rocky|alma|red ?hat|denied",
        ("selinux-denial",),
    ),
    Subject(
        "certificates or TLS",
        r"tls|ssl|cert|https|x509|x\.509|secure|handshake|encrypt|\bca\b|trust|\u8bc1\u4e66|443|pkix|chain|wss|"
        r"\bsni\b|pass ?phrase",
        (
            "certificate-untrusted",
            "certificate-expired-or-clock-skew",
            "certificate-hostname-mismatch",
            "client-certificate-required",
            "tls-configuration-breaks-server",
            "tls-sni-mismatch",
            "tls-version-or-cipher-mismatch",
            "https-to-plain-http",
        ),
    ),
    Subject(
        "SSH or a tunnel",
        r"ssh|tunnel|forward|putty|bastion|jump|sftp|remote|-l \d|rospo",
        ("ssh-tunnel-refused-or-died",),
    ),
    Subject(
        "a tunnel of a provider",
        r"cloudflare|ngrok|tunnel|\bcdn\b|cloudfront|fastly|akamai|bunny|serveo|localtunnel|\b52\d\b|origin|edge|"
        r"argo|zrok|"
        r"pinggy|bore\b|loca\.lt|tailscale|funnel|netlify|vercel|localhost\.run|expose|frp|playit|dev tunnels?",
        ("cdn-or-public-tunnel-origin-unreachable",),
    ),
)


def unspoken(subject: Subject) -> tuple[Lead, ...]:
    def nothing(text: Text) -> Lines:
        """The first line, which stands for all of them."""
        silent = len(text.folded.split()) >= FEW and not text.find(subject.words)
        return (text.lines[0].number,) if silent else NOWHERE

    return leads(f"nothing in it speaks of {subject.what}", nothing, dict.fromkeys(subject.causes, LESS))


LEADS: tuple[Lead, ...] = tuple(lead for subject in SUBJECTS for lead in unspoken(subject))
