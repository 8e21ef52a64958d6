"""What is known of a corpus before it is loaded: the keys of its articles and forms, and the versions of articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from retold.bulk.load.corpus import Corpus
from retold.bulk.load.keys import Keys
from retold.bulk.load.versions import Version, versions

STEP = 200_000
"""Rows written at a time."""
_FORM_COLUMNS = ("form", "key", "person", "name", "type", "articles", "names", "types")


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """A corpus, numbered for a memory.

    Keys follow the order of the corpus: rows of articles, numbers of forms (and so of entities). The first of several
    stays the first.
    """

    corpus: Corpus
    added: str
    """When the articles are added, RFC 3339."""
    articles: pa.Table
    """Current versions, by row."""
    article_keys: Keys
    forms: pa.Table
    """Forms of names and topics, by form."""
    form_keys: Keys
    versions: Mapping[int, Version]
    """By row, for articles that have several."""
    first_ids: Mapping[str, str]
    """For articles that have several versions, by the id of the current one: the id that was known first."""

    def version(self, row: int, article: str) -> Version:
        """The version that a row is. `article`: the id in that row."""
        return self.versions.get(row, Version(article, 1, True))

    def own_forms(self) -> dict[tuple[int, str], int]:
        """By row and chain, the form of a person who shares the name with another person."""
        return {(c["row"], c["chain"]): c["own"] for c in self.corpus.table("work/apart").to_pylist()}

    def first_id(self, article: str) -> str:
        """The id that an article was first known by."""
        return self.first_ids.get(article, article)


def plan(corpus: Corpus, added: str) -> LoadPlan:
    """Reads what is needed to number a corpus. Raises `FormatError`."""
    articles = corpus.table("articles").sort_by("row")
    forms = pa.concat_tables([corpus.table(t, _FORM_COLUMNS) for t in ("forms", "topics")]).sort_by("form")
    keys = Keys(articles["row"].to_numpy())
    rows = keys.numbers.tolist()
    by_row = versions(corpus, set(rows))
    ids = zip(rows, articles["article"].to_pylist(), strict=True)
    first_ids = {article: by_row[row].article for row, article in ids if row in by_row}
    return LoadPlan(corpus, added, articles, keys, forms, Keys(forms["form"].to_numpy()), by_row, first_ids)
