"""Proxies are read from environments, from the settings of systems and of programs, and without passwords."""

import pytest

from portwise.model.reading import Set
from portwise.read.readers import understood

PRINTED = {
    "HTTP_PROXY=http://proxy.example:3128": ("http_proxy", "http://proxy.example:3128", "environment"),
    "export https_proxy='http://joe:geheim@10.0.0.1:8080'": ("https_proxy", "http://10.0.0.1:8080", "environment"),
    "* Uses proxy env variable http_proxy == 'http://10.9.9.9:8080'": ("http_proxy", "http://10.9.9.9:8080", "curl"),
    "  HTTPEnable : 1": ("httpenable", "1", "scutil"),
    "  HTTPProxy : 127.0.0.1": ("httpproxy", "127.0.0.1", "scutil"),
    "  ProxyAutoConfigURLString : http://wpad/proxy.pac": (
        "proxyautoconfigurlstring",
        "http://wpad/proxy.pac",
        "scutil",
    ),
    "    Proxy Server(s) :  127.0.0.1:7890": ("proxy server(s)", "127.0.0.1:7890", "winhttp"),
    "    ProxyEnable    REG_DWORD    0x1": ("proxyenable", "0x1", "registry"),
    "org.gnome.system.proxy mode 'manual'": ("mode", "'manual'", "gsettings"),
    "https-proxy=http://127.0.0.1:8118/": ("https-proxy", "http://127.0.0.1:8118/", "npm"),
    "java -Dhttp.proxyHost=10.0.0.1 -jar app.jar": ("http.proxyhost", "10.0.0.1", "java"),
    "our reverse proxy is fine": None,
}


@pytest.mark.parametrize("printed", PRINTED, ids=lambda printed: printed.strip()[:30])
def test_a_proxy_is_read_with_its_name_and_its_value(printed):
    """And with who was told so."""
    found = [noted.sign for noted in understood(printed).signs(Set) if noted.sign.by in BY]
    wanted = PRINTED[printed]

    assert ([Set(*wanted)] if wanted else []) == found


BY = ("environment", "curl", "scutil", "winhttp", "registry", "gsettings", "npm", "git", "java")
