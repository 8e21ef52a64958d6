from __future__ import annotations

import pytest

from retold.reading.language import detect


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The council of Marlow has approved a tram line to the airport, ending a dispute of nine years.", "en"),
        ("Le conseil municipal a approuvé mardi la nouvelle ligne de tramway vers l'aéroport de la ville.", "fr"),
        (
            "Der Stadtrat hat am Dienstag die neue Straßenbahn zum Flughafen beschlossen, sagte die Bürgermeisterin.",
            "de",
        ),
        ("مجلس المدينة وافق على خط الترام الجديد إلى المطار يوم الثلاثاء", "ar"),
        ("1 2 3", "und"),
        ("", "und"),
    ],
)
def test_detect(text: str, code: str) -> None:
    assert detect(text) == code
