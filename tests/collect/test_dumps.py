"""Why no gateway is asked for its configuration by its own command: what such a command leaves, and what it tells."""

import os
import subprocess

import pytest

NGINX = """
daemon off; pid nginx.pid; error_log error.log;
events {}
http {
  access_log access.log; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4;
  scgi_temp_path t5; server { listen 127.0.0.1:8080; location / { proxy_pass http://127.0.0.1:3000; } }
}
"""
HAPROXY = "defaults\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n mode http\n"
LISTEN = "listen web\n bind 127.0.0.1:8080\n server app 127.0.0.1:3000\n"
MODULES, PASSING = "/usr/lib/apache2/modules", ("mpm_event", "authz_core", "proxy", "proxy_http")
SITE = "Listen 127.0.0.1:8080\n<VirtualHost *:8080>\nProxyPass / http://127.0.0.1:3000/\n</VirtualHost>\n"


def run(*argv, folder, home):
    environment = {**os.environ, "HOME": str(home), "PATH": f"{os.environ['PATH']}:/usr/sbin"}
    return subprocess.run(argv, cwd=folder, env=environment, capture_output=True, text=True, check=True)


@pytest.mark.needs("nginx")
def test_nginx_makes_files_and_folders(tmp_path):
    """Its test of a configuration opens what the configuration names, and empties the file with its pid."""
    (tmp_path / "nginx.conf").write_text(NGINX)
    run("nginx", "-T", "-q", "-p", str(tmp_path), "-c", "nginx.conf", "-e", "err.log", folder=tmp_path, home=tmp_path)

    assert {"access.log", "err.log", "error.log", "nginx.pid", "t1", "t5"} < {path.name for path in tmp_path.iterdir()}


@pytest.mark.needs("haproxy")
def test_haproxy_prints_no_server(tmp_path):
    """It says whether the file can be read, and no more."""
    (tmp_path / "haproxy.cfg").write_text(HAPROXY + LISTEN)
    done = run("haproxy", "-c", "-f", "haproxy.cfg", folder=tmp_path, home=tmp_path)

    assert "3000" not in done.stdout + done.stderr


@pytest.mark.needs("apache2")
def test_apache_prints_no_server(tmp_path):
    """It names its sites; and where a module is not there it cannot even do that, for it loads them."""
    modules = "".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so\n" for name in PASSING)
    (tmp_path / "a.conf").write_text(f"ServerName a\nServerRoot {tmp_path}\nErrorLog a.log\n{modules}{SITE}")
    done = run("apache2", "-t", "-D", "DUMP_VHOSTS", "-f", f"{tmp_path}/a.conf", folder=tmp_path, home=tmp_path)

    assert (True, False) == ("a.conf:" in done.stdout + done.stderr, "3000" in done.stdout + done.stderr)


@pytest.mark.needs("caddy")
def test_caddy_makes_a_folder_in_the_home(tmp_path):
    """Also where it only turns a Caddyfile into JSON."""
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "Caddyfile").write_text(":8080\nreverse_proxy 127.0.0.1:3000\n")
    run("caddy", "adapt", "--config", "Caddyfile", folder=tmp_path, home=home)

    assert [] != list(home.iterdir())
