"""The order in which a corpus is written: tables in the order of their keys, all in one transaction, indexes last."""

from __future__ import annotations

from retold.bulk.load.appearances import write_appearances
from retold.bulk.load.articles import ArticleRows
from retold.bulk.load.corpus import Corpus
from retold.bulk.load.names import write_entities, write_forms, write_judgements
from retold.bulk.load.plan import plan
from retold.bulk.load.relations import write_relations
from retold.bulk.load.stories import write_presence, write_stories
from retold.memory import Kept, Status
from retold.store.bulk_writer import BulkWriter


def load(writer: BulkWriter, corpus: Corpus, added: str) -> list[Kept]:
    """Writes a corpus into an empty memory: everything, or nothing if it raises.

    `added`: when, RFC 3339. Returns the current versions of all articles. Raises `FormatError` for a damaged file and
    `StoreError`.
    """
    numbered = plan(corpus, added)
    with writer.writing():
        write_stories(writer, numbered)
        write_presence(writer, numbered)
        ArticleRows(writer, numbered).write()
        write_forms(writer, numbered)
        write_entities(writer, numbered)
        write_appearances(writer, numbered)
        write_relations(writer, numbered)
        write_judgements(writer, numbered)
    kept = []
    for article in numbered.articles.select(["row", "article", "title"]).to_pylist():
        version = numbered.version(article["row"], article["article"])
        kept.append(Kept(version.article, version.number, Status.NEW, article["title"]))
    return kept
