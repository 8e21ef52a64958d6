from __future__ import annotations

import sys
from pathlib import Path

import pytest

from retold.config import Settings
from retold.errors import SettingsError, WriterError
from retold.llm import bare_writer, prompts

ASK = prompts.retell("The council refused the loan.", 9)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is no file") as raised:
        bare_writer(Settings(writer=str(tmp_path / "none.gguf")))
    assert "none.gguf" in raised.value.source


def test_without_the_extra_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    path = tmp_path / "small.gguf"
    path.write_bytes(b"GGUF")
    writer = bare_writer(Settings(writer=str(path)))
    assert writer is not None
    assert (writer.model, writer.place) == ("small", "")
    (found,) = writer.write([ASK])
    assert isinstance(found, WriterError)
    assert "pip install 'retold[writer]'" in str(found)
