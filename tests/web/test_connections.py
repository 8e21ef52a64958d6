"""Which connection is closed for a newcomer, and how long each may take; by a clock of the test."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pytest

from retold.web.client_address import client_key, is_loopback
from retold.web.connections import Awaited, ConnectionLimits, Connections, Wait
from retold.web.rate_limit import OpenRequests

LIMITS = ConnectionLimits(total=4, of_one_address=3, head=10, body=20, body_rate=1000, read=30, idle=15)


@dataclass(eq=False)
class Fake:
    """A connection that came at `since`."""

    since: float
    awaited: Awaited = Awaited.HEAD
    address: str = ""
    wait: Wait = field(init=False)

    def __post_init__(self) -> None:
        self.wait = Wait(self.awaited, self.since)


def filled(*fakes: Fake) -> Connections[Fake]:
    connections: Connections[Fake] = Connections(LIMITS)
    for fake in fakes:
        assert connections.add(fake) is None
    return connections


@pytest.mark.parametrize(
    ("awaited", "seconds"),
    [
        (Awaited.HEAD, 10),
        (Awaited.BODY, 20),
        (Awaited.READ, 30),
        (Awaited.NEXT, 15),
        (Awaited.ANSWER, math.inf),
    ],
)
def test_each_wait_has_its_time(awaited: Awaited, seconds: float) -> None:
    fake = Fake(100.0, awaited)
    connections = filled(fake)
    assert connections.overdue(100 + min(seconds, 1e9) - 0.01) == []
    assert connections.overdue(100 + min(seconds, 1e9)) == ([fake] if seconds < math.inf else [])


def test_a_body_may_take_longer_while_it_comes() -> None:
    wait = Wait(Awaited.BODY, 0.0)
    wait.received += 5000
    assert wait.deadline(LIMITS) == 25


def test_bytes_now_and_then_give_no_more_time() -> None:
    wait = Wait(Awaited.HEAD, 0.0)
    for now in range(1, 10):
        wait.received += 1
        wait.change(Awaited.HEAD, float(now))
    assert wait.deadline(LIMITS) == 10
    wait.change(Awaited.ANSWER, 9.5)
    wait.change(Awaited.HEAD, 12.0)
    assert wait.deadline(LIMITS) == 22


def test_there_is_room_until_the_limit() -> None:
    connections = filled(*(Fake(float(n)) for n in range(4)))
    assert len(connections) == 4


def test_the_oldest_without_a_whole_request_makes_room() -> None:
    busy, second, third, unread = (
        Fake(0.0, Awaited.ANSWER),
        Fake(2.0),
        Fake(1.0, Awaited.BODY),
        Fake(0.5, Awaited.READ),
    )
    connections = filled(busy, second, third, unread)
    spared = [connections.add(Fake(10.0 + n, Awaited.ANSWER)) for n in range(4)]
    assert spared[:3] == [third, second, unread]
    assert spared[3] is not None
    assert spared[3].since == 13.0, "all others wait for us: the newest is refused"
    assert len(connections) == 5


def test_a_refused_newcomer_makes_room_for_the_next() -> None:
    connections = filled(*(Fake(float(n), Awaited.ANSWER) for n in range(4)))
    first, second = Fake(5.0), Fake(6.0)
    assert connections.add(first) is first
    assert connections.add(second) is first
    assert len(connections) == 5


def test_one_address_has_its_share_and_takes_nothing_from_others() -> None:
    others, own = Fake(0.0, address="192.0.2.1"), [Fake(1.0 + n, address="192.0.2.9") for n in range(3)]
    connections = filled(others, *own)
    assert connections.add(Fake(9.0, address="192.0.2.9")) is own[0]
    connections.remove(own[1])
    connections.remove(own[1])
    assert connections.add(Fake(9.5, address="192.0.2.9")) is None


def test_connections_without_an_address_share_the_total_only() -> None:
    connections = filled(*(Fake(float(n)) for n in range(4)))
    assert len(connections) == 4


def test_requests_of_one_client_at_once() -> None:
    requests = OpenRequests(2)
    assert [requests.begin("a"), requests.begin("a"), requests.begin("a"), requests.begin("b")] == [
        True,
        True,
        False,
        True,
    ]
    requests.end("a")
    assert requests.begin("a")
    assert all(OpenRequests(0).begin("a") for _ in range(1000))


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_clients_are_counted_by_their_network(address: str, key: str) -> None:
    assert client_key(address) == key


def test_addresses_of_this_machine() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1")))
    assert not any(map(is_loopback, ("192.0.2.1", "::ffff:192.0.2.1", "0.0.0.0", "::", "localhost", "")))
