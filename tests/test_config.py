"""Settings that no request can carry are refused at the start."""

from __future__ import annotations

import pytest

from retold.config import Settings
from retold.errors import SettingsError


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RETOLD_CONTACT", "redaktion@müller.example"),
        ("RETOLD_CONTACT", "desk@paper.example\r\nX: y"),
        ("RETOLD_USER_AGENT", "Zeitungsleser “Retold”"),
    ],
)
def test_text_that_no_header_can_hold(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match="plain ASCII") as caught:
        Settings.from_environment({name: value})
    assert caught.value.source == name


def test_the_user_agent_header() -> None:
    assert Settings().user_agent_header == "Retold/0.1.0 (news reader)"
    assert Settings(contact="desk@paper.example").user_agent_header == "Retold/0.1.0 (+desk@paper.example)"
    assert (
        Settings(user_agent="Paper/1", contact="desk@paper.example").user_agent_header
        == "Paper/1 (+desk@paper.example)"
    )
