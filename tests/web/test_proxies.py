"""The example configurations of nginx and Caddy, with the real programs between readers and the app."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme
from tests.web.browser import Served
from tests.web.server import served

from retold.web import Access, Limits

EXAMPLES = Path(__file__).parents[2] / "docs" / "operations"
TOKEN = "a token of some length"
ARTICLE = {"headline": "Ferry", "body": "The ferry to Marlow will stop in October, Northlink said on Monday. " * 4}
BOUND = 20.0
SLOW = 100


@dataclass(frozen=True)
class Proxy:
    """A proxy before an app. `trust` accepts its certificate."""

    port: int
    trust: ssl.SSLContext

    def connect(self, source: str = "127.0.0.1") -> http.client.HTTPSConnection:
        """A connection from an address of this machine."""
        plain = socket.create_connection(("127.0.0.1", self.port), BOUND, (source, 0))
        connection = http.client.HTTPSConnection("news.example", timeout=BOUND)
        connection.sock = self.trust.wrap_socket(plain, server_hostname="news.example")
        return connection

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: str = "", source: str = "127.0.0.1"
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        connection = self.connect(source)
        try:
            connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()


STARTS = 3
"""How often a proxy is started at most, because another program may take its port first."""


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _nginx(folder: Path, port: int, app: str) -> list[str]:
    site = (EXAMPLES / "nginx.conf").read_text()
    for old, new in (
        ("    listen [::]:443 ssl;\n", ""),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/news.example.pem", str(folder / "chain.pem")),
        ("/etc/ssl/private/news.example.key", str(folder / "key.pem")),
        ("http://127.0.0.1:8765", app),
    ):
        assert old in site
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site)
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{name}_temp_path {folder / name};\n" for name in names)
    (folder / "main.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {folder / 'pid'};\nerror_log stderr warn;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{paths}include {folder / 'site.conf'};\n}}\n"
    )
    return ["-p", str(folder), "-c", str(folder / "main.conf")]


def _caddy(folder: Path, port: int, app: str) -> list[str]:
    site = (EXAMPLES / "Caddyfile").read_text()
    for old, new in (
        ("{\n\tservers {", "{\n\tadmin off\n\tauto_https off\n\tservers {"),
        ("\nnews.example {", f"\nnews.example:{port} {{\n\ttls {folder / 'chain.pem'} {folder / 'key.pem'}"),
        ("127.0.0.1:8765", urlsplit(app).netloc),
    ):
        assert old in site
        site = site.replace(old, new)
    (folder / "Caddyfile").write_text(site)
    return ["run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


PROXIES: dict[str, Callable[[Path, int, str], list[str]]] = {"nginx": _nginx, "caddy": _caddy}


@contextmanager
def proxied(program: str, folder: Path, app: str) -> Iterator[Proxy]:
    """Runs a program with its example configuration before an app."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if not found:
        missing = f"{program} is not installed (Debian: {'nginx-light' if program == 'nginx' else program})"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    authority = trustme.CA()
    certificate = authority.issue_cert("news.example")
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    for pem in certificate.cert_chain_pems:
        pem.write_to_path(str(folder / "chain.pem"), append=True)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with ExitStack() as running:
        for left in reversed(range(STARTS)):
            proxy = Proxy(_free_port(), trust)
            with (folder / "log").open("wb") as log:
                process = subprocess.Popen(
                    [found, *PROXIES[program](folder, proxy.port, app)], stderr=log, stdout=log, env=environment
                )
            running.callback(process.wait, BOUND)
            running.callback(process.terminate)
            if _answers(proxy, process, time.monotonic() + BOUND):
                break
            assert left, (folder / "log").read_text()  # else the port was taken in between
        yield proxy


def _answers(proxy: Proxy, process: subprocess.Popen[bytes], end: float) -> bool:
    """Waits for the first answer of a proxy; false if its process ends, or at the time `end`."""
    while process.poll() is None and time.monotonic() < end:
        try:
            return proxy.ask("GET", "/robots.txt")[0] == 200
        except OSError:
            time.sleep(0.05)
    return False


def access(limits: Limits | None = None) -> Access:
    rules = Access.bound_to("127.0.0.1", TOKEN, url="https://news.example")
    return replace(rules, limits=limits or rules.limits)


@pytest.fixture(params=PROXIES)
def program(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def proxy(program: str, own: Served, tmp_path: Path) -> Iterator[Proxy]:
    """A proxy before an app that may be written to."""
    with served(own.memory, access()) as app, proxied(program, tmp_path, app.url) as found:
        yield found


def test_pages_and_feeds_have_the_public_address(proxy: Proxy) -> None:
    status, _, page = proxy.ask("GET", "/")
    assert status == 200
    assert b'<link rel="canonical" href="https://news.example/">' in page
    feed = json.loads(proxy.ask("GET", "/?format=feed")[2])
    assert feed["items"][0]["url"].startswith("https://news.example/")
    _, headers, _ = proxy.ask("GET", "/static/style.css", {"accept-encoding": "gzip"})
    assert headers["content-encoding"] == "gzip"


def test_writing_needs_the_token(proxy: Proxy, own: Served) -> None:
    before = own.memory.counts()["articles"]
    headers = {"content-type": "application/json"}
    assert proxy.ask("POST", "/api/v1/articles", headers, json.dumps(ARTICLE))[0] == 401
    assert proxy.ask("GET", "/alerts")[0] == 401
    bearer = {**headers, "authorization": f"Bearer {TOKEN}"}
    assert proxy.ask("POST", "/api/v1/articles", bearer, json.dumps(ARTICLE))[0] == 201
    assert own.memory.counts()["articles"] == before + 1
    _, sent, page = proxy.ask("GET", "/signin")
    assert "; secure" in sent["set-cookie"].lower()
    form = page.split(b'name="form" value="')[1].split(b'"')[0].decode()
    cookie = {"cookie": sent["set-cookie"].split(";")[0], "content-type": "application/x-www-form-urlencoded"}
    origin = {"origin": "https://news.example", "sec-fetch-site": "same-origin"}
    signed, sent, _ = proxy.ask("POST", "/signin", {**cookie, **origin}, f"form={form}&token={TOKEN.replace(' ', '+')}")
    assert signed == 303
    assert sent["location"] == "/add"
    assert proxy.ask("GET", "/alerts", {"cookie": sent["set-cookie"].split(";")[0]})[0] == 200


def test_a_large_answer_comes_whole(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    from retold.web.pages import crawlers

    text = "".join(map(str, range(500_000)))
    monkeypatch.setattr(crawlers.sitemaps, "sitemap", lambda _: text)
    assert proxy.ask("GET", "/sitemap.xml")[2].decode() == text


def test_clients_are_told_apart(program: str, own: Served, tmp_path: Path) -> None:
    """And none can pass for another by a header."""
    limits = Limits(reads=0.001, reads_at_once=5)
    with served(own.memory, access(limits)) as app, proxied(program, tmp_path, app.url) as proxy:
        spoofed = {"x-forwarded-for": "203.0.113.77", "x-real-ip": "203.0.113.77", "forwarded": "for=203.0.113.77"}
        statuses = [proxy.ask("GET", "/about", spoofed, source="127.0.0.2")[0] for _ in range(7)]
        assert statuses == [200] * 5 + [429] * 2
        assert proxy.ask("GET", "/about", source="127.0.0.3")[0] == 200


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: news.example\r\n",
        b"POST /add HTTP/1.1\r\nHost: news.example\r\nContent-Length: 100\r\n\r\nx",
    ],
    ids=["nothing", "heads", "bodies"],
)
def test_slow_clients_wait_at_the_proxy(program: str, site: Served, tmp_path: Path, begun: bytes) -> None:
    with (
        served(site.memory, access()) as app,
        proxied(program, tmp_path, app.url) as proxy,
        ExitStack() as stack,
    ):
        for n in range(SLOW):
            slow = proxy.connect(f"127.0.0.{2 + n % 5}")
            stack.callback(slow.close)
            slow.sock.sendall(begun)
        assert [proxy.ask("GET", "/about")[0] for _ in range(10)] == [200] * 10


def test_the_unit_of_systemd_is_understood(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    unit = (EXAMPLES / "retold.service").read_text()
    assert "/opt/retold/bin/retold" in unit
    (tmp_path / "retold.service").write_text(unit.replace("/opt/retold/bin/retold", "/bin/true"))
    done = subprocess.run(
        [program, "verify", "--man=no", str(tmp_path / "retold.service")], capture_output=True, text=True, check=False
    )
    assert "retold.service" not in done.stderr, done.stderr
