"""Alerts in the app: created by a form and by programs, followed as feeds, hidden from those without the token."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient
from tests.alerts.receivers import hook
from tests.fakes import CapitalsEncoder
from tests.made import article, axis

from retold import Engine, Memory, Settings
from retold.alerts import AlertQuery, Alerts, Receiver
from retold.alerts.service import AlertService
from retold.types import EntityType
from retold.web import Access, create, outbound
from retold.web.pages import alerts as alert_pages

TOKEN = "geheim und lang genug"
FERRY, SALMON = ({f"{w}{i}": 1 for i in range(12)} for w in ("ferry", "salmon"))
NORTHLINK, MOE = ("Northlink", EntityType.ORGANIZATION), ("Erik Moe", EntityType.PERSON)


@pytest.fixture
def memory(tmp_path: Path, engine: Engine) -> Iterator[Memory]:
    with Memory(str(tmp_path / "m.db"), engine) as found:
        found.keep([article("old", [NORTHLINK], SALMON, axis(2))])
        yield found


@pytest.fixture
def client(memory: Memory) -> Iterator[TestClient]:
    with TestClient(create(memory, Access.bound_to("127.0.0.1")), base_url="http://127.0.0.1") as found:
        yield found


@pytest.fixture
def outside(memory: Memory) -> Iterator[TestClient]:
    """A server for other machines, where reading is open and writing needs the token."""
    with TestClient(create(memory, Access.bound_to("0.0.0.0", TOKEN)), base_url="http://news.example") as found:
        yield found


def form(client: TestClient, address: str = "/alerts") -> str:
    page = client.get(address, headers={"accept": "text/html"}).text
    return re.search(r'name="form" value="(\w+)"', page)[1]  # type: ignore[index]


def add_story(client: TestClient, memory: Memory) -> None:
    """Adds a story that alerts on Northlink find, and runs the alerts."""
    memory.keep([article("a", [NORTHLINK, MOE], FERRY, text="Northlink met Erik Moe. It was late.")])
    client.app.state.site.alerts.run()  # type: ignore[attr-defined]


def test_an_alert_is_created_by_the_form_and_shows_its_stories(client: TestClient, memory: Memory) -> None:
    entity = memory.entity("Northlink")
    link = f"/alerts?entity={entity.id}"
    assert link in client.get(f"/entity/{entity.id}", headers={"accept": "text/html"}).text
    filled = client.get(link, headers={"accept": "text/html"}).text
    assert f'name="entity" value="{entity.id}"' in filled
    assert "Northlink" in filled
    made = client.post(
        "/alerts",
        data={"form": form(client), "entity": entity.id, "webhook": "https://hook.example/x"},
        follow_redirects=False,
    )
    assert (made.status_code, made.headers["location"]) == (303, "/alerts/1")
    page = client.get("/alerts/1", headers={"accept": "text/html"}).text
    assert '<h1 dir="auto">Northlink</h1>' in page
    assert "whsec_" in page
    add_story(client, memory)
    page = client.get("/alerts/1", headers={"accept": "text/html"}).text
    assert "because it names Northlink" in page
    assert "Northlink met Erik Moe." in page
    assert "https://hook.example/x" in page
    listed = client.get("/alerts?format=json").json()["alerts"]
    assert [(a["name"], a["told"], a["asks"]) for a in listed] == [("Northlink", 1, {"entity": "Northlink"})]
    assert "whsec_" not in client.get("/alerts?format=json").text
    assert client.get("/alerts/1?format=json").json()["tellings"][0]["schema"] == "retold.alert/1"


def test_an_alert_that_is_refused_says_why_and_keeps_the_fields(client: TestClient) -> None:
    answer = client.post("/alerts", data={"form": form(client), "with": "Erik Moe", "query": "tax"})
    assert answer.status_code == 422
    assert "name the entity" in answer.text
    assert 'name="query" value="tax"' in answer.text
    assert client.get("/alerts?format=json").json() == {"alerts": []}


def test_an_alert_is_paused_resumed_and_removed(client: TestClient) -> None:
    token = form(client)
    client.post("/alerts", data={"form": token, "query": "tax"})
    for action, paused in (("pause", True), ("resume", False)):
        client.post(f"/alerts/1/{action}", data={"form": token})
        assert client.get("/api/v1/alerts/1").json()["paused"] is paused
    assert client.post("/alerts/1/explode", data={"form": token}).status_code == 404
    assert "nothing to send" in client.post("/alerts/1/test", data={"form": token}).text
    client.post("/alerts/1/remove", data={"form": token})
    assert client.get("/alerts/1").status_code == 404


def test_slow_receivers_do_not_delay_a_test_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All get their message at once. After the deadline the page comes without their answers."""
    engine = Engine(Settings(threads=1, allow_private=True, timeout=2.0), CapitalsEncoder())
    with (
        Memory(str(tmp_path / "slow.db"), engine) as memory,
        hook() as receiver,
        TestClient(create(memory, Access()), base_url="http://127.0.0.1") as client,
    ):
        receiver.answers += ["hang"] * 6
        made = client.post(
            "/api/v1/alerts", json={"query": "tax", "webhooks": [f"{receiver.url}/{n}" for n in range(6)]}
        )
        assert made.status_code == 201
        monkeypatch.setattr(outbound, "DEADLINE", 0.5)
        page = client.post("/alerts/1/test", data={"form": form(client)}, headers={"accept": "text/html"})
        assert (page.status_code, "receivers are slow" in page.text) == (504, True)
        assert len(receiver.got) == 6


def test_deliveries_that_failed_long_ago_are_shown(
    client: TestClient, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if more messages than the page shows were delivered since."""
    monkeypatch.setattr(alert_pages, "SHOWN", 1)
    alerts = Alerts(memory, Settings(allow_private=True), lambda: memory.engine.now)
    with hook() as receiver:
        receiver.answers.append((410, {}))
        alerts.add(AlertQuery(entity="Northlink"), [Receiver("webhook", receiver.url)])
        for number, key in enumerate("ab", 3):
            memory.keep([article(key, [NORTHLINK], {f"{key}{i}": 1 for i in range(12)}, axis(number))])
            alerts.run()
            alerts.resume(1)
    assert [d.state for d in alerts.deliveries(1)] == ["sent", "dead"]
    page = client.get("/alerts/1", headers={"accept": "text/html"}).text
    assert "On a" in page.split("Not delivered")[1]


def test_another_site_cannot_write(client: TestClient) -> None:
    for address in ("/alerts", "/alerts/1/remove"):
        assert client.post(address, data={"form": "x" * 64, "query": "tax"}).status_code == 403
    assert (
        client.post("/api/v1/alerts", json={"query": "tax"}, headers={"origin": "https://evil.example"}).status_code
        == 403
    )
    assert client.get("/api/v1/alerts").json() == {"items": []}


def test_programs_create_and_follow_alerts(client: TestClient, memory: Memory) -> None:
    made = client.post(
        "/api/v1/alerts",
        json={"entity": "Northlink", "with": "Erik Moe", "new_only": True, "webhooks": ["https://hook.example/x"]},
    )
    assert made.status_code == 201
    assert made.headers["location"] == "/api/v1/alerts/1"
    assert made.json()["asks"] == {"entity": "Northlink", "with": "Erik Moe", "new_only": True}
    assert made.json()["channels"][0]["secret"].startswith("whsec_")
    assert made.json()["unknown"] == ["Erik Moe"]
    add_story(client, memory)
    (telling,) = client.get("/api/v1/alerts/1/tellings").json()["items"]
    assert [m["name"] for m in telling["content"]["met"]] == ["Erik Moe"]
    assert client.patch("/api/v1/alerts/1", json={"paused": True}).json()["paused"]
    assert client.delete("/api/v1/alerts/1").status_code == 204
    assert client.get("/api/v1/alerts/1").status_code == 404
    assert client.post("/api/v1/alerts", json={"publisher": "x"}).status_code == 400
    assert client.post("/api/v1/alerts", json={"query": "x", "webhooks": ["ftp://x"]}).status_code == 422


def test_messages_come_part_by_part(client: TestClient, memory: Memory) -> None:
    client.post("/api/v1/alerts", json={"entity": "Northlink"})
    memory.keep([article(k, [NORTHLINK], {f"{k}{i}": 1 for i in range(12)}, axis(n)) for n, k in enumerate("pqrst", 3)])
    client.app.state.site.alerts.run()  # type: ignore[attr-defined]
    seen, after = [], ""
    while after is not None:
        part = client.get(f"/api/v1/alerts/1/tellings?limit=2{after and '&after=' + after}").json()
        seen += [t["id"] for t in part["items"]]
        after = part["next"]
    assert seen == [5, 4, 3, 2, 1]


def test_each_alert_has_its_feeds(client: TestClient, memory: Memory) -> None:
    client.post("/api/v1/alerts", json={"entity": "Northlink"})
    empty = client.get("/alerts/1.atom")
    assert empty.status_code == 200
    add_story(client, memory)
    found = client.get("/alerts/1.atom")
    assert found.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(found.content)
    space = "{http://www.w3.org/2005/Atom}"
    assert [e.findtext(f"{space}title") for e in root.iter(f"{space}entry")] == ["On a"]
    assert "because it names Northlink" in (root.findtext(f"{space}entry/{space}summary") or "")
    assert client.get("/alerts/1.atom", headers={"if-none-match": found.headers["etag"]}).status_code == 304
    assert client.get("/alerts/1.atom", headers={"if-none-match": empty.headers["etag"]}).status_code == 200
    feed = client.get("/alerts/1.json")
    assert feed.headers["content-type"].startswith("application/feed+json")
    assert [i["title"] for i in feed.json()["items"]] == ["On a"]
    assert client.get("/alerts/2.atom").status_code == 404


def test_on_other_machines_alerts_need_the_token(outside: TestClient, memory: Memory) -> None:
    """They show what somebody watches and where to write. A feed opens with its key, as feed readers send no token."""
    bearer = {"authorization": f"Bearer {TOKEN}"}
    assert (
        outside.post("/api/v1/alerts", json={"query": "tax", "webhooks": ["https://hook.example/x"]}).status_code == 401
    )
    assert (
        outside.post(
            "/api/v1/alerts", json={"query": "tax", "webhooks": ["https://hook.example/x"]}, headers=bearer
        ).status_code
        == 201
    )
    for address in (
        "/alerts",
        "/alerts?format=json",
        "/alerts/1",
        "/alerts/1.atom",
        "/alerts/1.json?key=wrong",
        "/alerts/2.atom",
        "/api/v1/alerts",
        "/api/v1/alerts/1",
        "/api/v1/alerts/1/tellings",
    ):
        answer = outside.get(address)
        assert answer.status_code == 401, address
        assert "hook.example" not in answer.text
    page = outside.get("/alerts/1", headers={**bearer, "accept": "text/html"}).text
    (address,) = set(re.findall(r'href="(/alerts/1\.atom\?key=[\w-]+)"', page))
    assert outside.get(address).status_code == 200
    assert outside.get(address.replace(".atom", ".json")).json()["version"].startswith("https://jsonfeed.org")


def test_a_read_only_server_creates_no_alert(memory: Memory) -> None:
    with TestClient(
        create(memory, Access.bound_to("127.0.0.1", writable=False)), base_url="http://127.0.0.1"
    ) as client:
        assert "read-only" in client.get("/alerts", headers={"accept": "text/html"}).text
        assert client.post("/api/v1/alerts", json={"query": "tax"}).status_code == 403


def test_an_article_that_is_added_is_found_by_alerts(memory: Memory) -> None:
    """The reader does not wait for it: it is done when the service beside the app has ended."""
    with (
        AlertService(memory, memory.engine.settings) as service,
        TestClient(create(memory, alert_service=service), base_url="http://127.0.0.1") as client,
    ):
        client.post("/api/v1/alerts", json={"query": "zeppelin"})
        body = "A zeppelin of the city of Osmark was seen over the fjord on Friday, its mayor said."
        assert (
            client.post("/api/v1/articles", json={"body": body, "headline": "Zeppelin over the fjord"}).status_code
            == 201
        )
    (telling,) = Alerts(memory, memory.engine.settings, lambda: memory.engine.now).messages(1)
    assert telling.headline == "Zeppelin over the fjord"
    assert "zeppelin" in json.dumps(telling.content["matched"])
