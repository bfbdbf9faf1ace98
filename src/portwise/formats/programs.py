"""
The well-known programs that listen on a port in development, and what each does when its port is taken.

Sources: the command-line reference of each program (``vite --help``, ``next dev --help``, ``uvicorn --help``,
sshd(8), nginx(8), postgres(1), redis-server(1), ``python -m http.server --help``).
"""

from __future__ import annotations

from portwise.model.record import NamedTuple

STAYS, ASKS, MOVES_ON = "stays", "asks", "moves"


class Program(NamedTuple):
    """A program by the name people use for it."""

    name: str
    port: int | None  # taken when nobody names one; None: it has none
    when_taken: str  # STAYS: it fails; ASKS: it offers the next free port; MOVES_ON: it takes it
    short: bool = False  # whether -p is its port
    names: tuple[str, ...] = ()  # other names of executables and packages


PROGRAMS = (
    Program("vite", 5173, MOVES_ON, True, ("react-router",)),
    Program("svelte-kit", 5173, MOVES_ON, True),
    Program("next", 3000, MOVES_ON, True, ("next-server",)),
    Program("nuxt", 3000, MOVES_ON, True, ("nuxi", "nuxt-cli", "@nuxt")),
    Program("astro", 4321, MOVES_ON),
    Program("remix", 3000, MOVES_ON, True, ("remix-serve",)),
    Program("gatsby", 8000, ASKS, True),
    Program("react-scripts", 3000, ASKS),
    Program("vue-cli", 8080, MOVES_ON, True, ("vue-cli-service",)),
    Program("angular", 4200, ASKS, names=("ng", "@angular")),
    Program("webpack-dev-server", 8080, MOVES_ON),
    Program("storybook", 6006, ASKS, True, ("start-storybook",)),
    Program("expo", 8081, ASKS, True),
    Program("parcel", 1234, MOVES_ON, True),
    Program("serve", 3000, MOVES_ON, True),
    Program("http-server", 8080, MOVES_ON, True),
    Program("live-server", 8080, MOVES_ON),
    Program("json-server", 3000, STAYS, True),
    Program("browser-sync", 3000, MOVES_ON),
    Program("nodemon", None, STAYS),
    Program("tsx", None, STAYS),
    Program("ts-node", None, STAYS, names=("ts-node-dev",)),
    Program("pm2", None, STAYS),
    Program("concurrently", None, STAYS),
    Program("turbo", None, STAYS),
    Program("http.server", 8000, STAYS, names=("SimpleHTTPServer",)),
    Program("uvicorn", 8000, STAYS, names=("fastapi",)),
    Program("gunicorn", 8000, STAYS),
    Program("hypercorn", 8000, STAYS),
    Program("flask", 5000, STAYS, True),
    Program("django", 8000, STAYS, names=("django-admin",)),
    Program("streamlit", 8501, MOVES_ON),
    Program("jupyter", 8888, MOVES_ON, names=("jupyter-lab", "jupyter-notebook", "notebook")),
    Program("mkdocs", 8000, STAYS),
    Program("rails", 3000, STAYS, True),
    Program("puma", 9292, STAYS, True),
    Program("rackup", 9292, STAYS, True),
    Program("unicorn", 8080, STAYS, True),
    Program("jekyll", 4000, STAYS),
    Program("hugo", 1313, MOVES_ON, True),
    Program("artisan", 8000, MOVES_ON),
    Program("ollama", 11434, STAYS),
    Program("llama-server", 8080, STAYS),
    Program("lm-studio", 1234, STAYS, names=("lms", "llmster")),
    Program("vllm", 8000, STAYS),
    Program("sglang", 30000, STAYS),
    Program("local-ai", 8080, STAYS),
    Program("koboldcpp", 5001, STAYS),
    Program("text-embeddings-router", 3000, STAYS),
    Program("qdrant", 6333, STAYS),
    Program("weaviate", 8080, STAYS),
    Program("chroma", 8000, STAYS, names=("chromadb",)),
    Program("milvus", 19530, STAYS),
    Program("litellm", 4000, STAYS),
    Program("open-webui", 8080, STAYS),
    Program("sshd", 22, STAYS, True),
    Program("nginx", 80, STAYS),
    Program("apache", 80, STAYS, names=("apache2", "httpd")),
    Program("caddy", 80, STAYS),
    Program("haproxy", None, STAYS),
    Program("envoy", None, STAYS),
    Program("traefik", 80, STAYS),
    Program("cloudflared", None, STAYS),
    Program("ngrok", None, STAYS),
    Program("frpc", None, STAYS),
    Program("tailscale", None, STAYS),
    Program("docker-proxy", None, STAYS),
    Program("rootlessport", None, STAYS),
    Program("slirp4netns", None, STAYS),
    Program("pasta", None, STAYS, names=("pasta.avx2",)),
    Program("dockerd", None, STAYS),
    Program("containerd", None, STAYS),
    Program("systemd", None, STAYS),
    Program("postgres", 5432, STAYS, True, ("postmaster",)),
    Program("mysqld", 3306, STAYS, names=("mariadbd",)),
    Program("redis", 6379, STAYS, names=("redis-server", "valkey-server")),
    Program("mongod", 27017, STAYS),
    Program("memcached", 11211, STAYS, True),
    Program("air", None, STAYS),
)
NAMES = {other: program.name for program in PROGRAMS for other in (program.name, *program.names)}
DEFAULT_PORTS = {program.name: program.port for program in PROGRAMS if program.port is not None}
SHORT = frozenset(program.name for program in PROGRAMS if program.short)
# taking another port than the wanted one, by themselves or after a question; several only where none was asked for
MOVES = frozenset(program.name for program in PROGRAMS if program.when_taken != STAYS)
# these take no notice of the variable PORT
IGNORES_PORT = frozenset(
    (
        *("vite", "svelte-kit", "astro", "angular", "webpack-dev-server", "storybook", "expo", "jekyll", "hugo"),
        *("http.server", "django", "flask", "uvicorn", "hypercorn", "streamlit", "jupyter", "mkdocs", "artisan"),
        *("sshd", "nginx", "apache", "caddy", "postgres", "mysqld", "redis", "mongod", "memcached", "ollama"),
    )
)
