"""Fields that a page of the documents explains, each in a table row of its own."""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def documented(page: str, header: str, below: str = "") -> list[str]:
    """The first column of a table, without its code marks, in order.

    `page`: of docs; `header`: of the first column; `below`: a heading that stands above the table.
    """
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    first = lines.index(below) if below else 0
    start = next(number for number, line in enumerate(lines) if number >= first and line.startswith(f"| {header} |"))
    names = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        names.append(line.split("|")[1].strip().strip("`"))
    return names
