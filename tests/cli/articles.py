"""Three articles of two stories, as rows of JSON."""

from __future__ import annotations

ROWS = [
    {
        "id": "n1",
        "headline": "Northlink closes Marlow ferry",
        "publisher": "Fjord Times",
        "published": "2026-03-02",
        "url": "https://fjord.example/1",
        "body": "The ferry firm Northlink will close its route to Marlow, chief executive Anna Rosendal said "
        "on Monday. Mayor Erik Moe of Marlow was angry about the ferry.",
    },
    {
        "id": "n2",
        "headline": "Marlow loses its ferry",
        "publisher": "Island Post",
        "published": "2026-03-03",
        "body": "Marlow loses its ferry route: Northlink will close it, "
        "Anna Rosendal, chief executive, told reporters. "
        "Mayor Erik Moe of Marlow is angry about the ferry.",
    },
    {
        "id": "n3",
        "headline": "Salmon tax raised",
        "publisher": "Fjord Times",
        "published": "2026-03-09",
        "body": "Norway raised the tax on salmon farms. "
        "Mowi and Northlink, whose chief executive is Anna Rosendal, said that they will pay.",
    },
]
