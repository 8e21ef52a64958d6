"""The GUM corpus: names, dependency trees and sentence salience of one document.

For training, only text types are read whose licence permits shipping a model: Wikinews, Wikipedia, Wikivoyage,
open-access papers and textbooks, public speeches and courts, CC BY vlogs. See MODEL_CARD.md.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from train.corpora import (
    ANY_LABEL,
    MISC,
    NO_NAME,
    ONLY_OUTSIDE,
    OUTSIDE_OR_DEMONYM,
    TITLES,
    Allowed,
    Example,
    mark_name,
    skip_titles,
)

SHIPPABLE = ("academic", "bio", "court", "interview", "news", "speech", "textbook", "vlog", "voyage")
"""Text types whose licence permits shipping a model."""
TYPES: dict[str, tuple[str, ...]] = {
    "person": ("person",),
    "organization": ("organization",),
    "place": ("place",),
    "event": ("event",),
    "object": ("product", "work", "other"),
    "abstract": ("work", "product", "other"),
    "animal": MISC,
    "plant": MISC,
    "substance": MISC,
}
"""Our types for each of GUM's; spans of other types are no names."""
CLAUSES = ("acl", "acl:relcl", "advcl", "appos", "parataxis")
STOP_WORDS = frozenset(
    "the a an of and in on for to with by at from as its his her their our your my this that s".split()
)


@dataclass(slots=True)
class Token:
    """A word. `head` is the index of its governor, -1 for the root; `entities` is GUM's bracket notation."""

    form: str
    upos: str
    head: int
    relation: str
    entities: str


@dataclass(slots=True)
class Document:
    """A document: its sentences as tokens, and as text."""

    name: str
    genre: str
    title: str
    summaries: list[str]
    sentences: list[list[Token]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)
    """The number of each sentence's paragraph."""

    def paragraph_texts(self) -> list[list[str]]:
        """The sentences of each paragraph."""
        numbered = zip(self.paragraphs, self.texts, strict=True)
        return [[text for _, text in group] for _, group in groupby(numbered, key=lambda pair: pair[0])]


def read(path: Path) -> Document:
    """Reads a gzipped CoNLL-U document. Multiword and empty tokens are skipped."""
    document = Document(path.name.removesuffix(".conllu.gz"), "", "", [])
    paragraph = 0
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").split("\n"):
        if line.startswith("# meta::genre"):
            document.genre = line.split("= ", 1)[1]
        elif line.startswith("# meta::title"):
            document.title = line.split("= ", 1)[1]
        elif line.startswith("# meta::summary"):
            document.summaries.append(re.sub(r"^\([^)]*\)\s*", "", line.split("= ", 1)[1]))
        elif line.startswith("# newpar") and "_block" not in line:
            paragraph += 1
        elif line.startswith("# text = "):
            document.texts.append(line[9:])
            document.sentences.append([])
            document.paragraphs.append(paragraph)
        elif re.match(r"\d+\t", line):
            columns = line.split("\t")
            entity = re.search(r"Entity=([^|\s]*)", columns[9])
            entities = entity.group(1) if entity else ""
            document.sentences[-1].append(Token(columns[1], columns[3], int(columns[6]) - 1, columns[7], entities))
    return document


def entity_spans(sentence: Sequence[Token]) -> list[tuple[int, int, str, str]]:
    """`(start, end, entity, type)` of every entity span in words, nested ones too; `entity` is GUM's number for it."""
    open_spans: dict[str, list[tuple[int, str]]] = {}
    spans = []
    for i, token in enumerate(sentence):
        for opening, single, closing in re.findall(r"\(([^()]*)(\)?)|([^()]+)\)", token.entities):
            if opening:
                entity, kind = opening.split("-")[:2]
                if single:
                    spans.append((i, i + 1, entity, kind))
                else:
                    open_spans.setdefault(entity, []).append((i, kind))
            elif open_spans.get(entity := closing.split("-")[0]):
                start, kind = open_spans[entity].pop()
                spans.append((start, i + 1, entity, kind))
    return spans


def head_of(sentence: Sequence[Token], start: int, end: int) -> int | None:
    """The first word of a span whose governor is outside the span."""
    return next((i for i in range(start, end) if not start <= sentence[i].head < end), None)


def names(sentence: list[Token]) -> list[tuple[int, int, str]]:
    """`(start, end, type)` of the entity spans that are names, because their head is a proper noun.

    Determiners are trimmed; clauses, appositions and common-noun complements are cut; persons lose their titles.
    Demonyms, bare titles and citations are no names. Of nested names the longest is kept.
    """
    candidates = []
    for start, end, _, kind in entity_spans(sentence):
        head = head_of(sentence, start, end)
        if kind not in TYPES or head is None:
            continue
        if sentence[head].upos != "PROPN":
            candidates += _name_after_noun(sentence, head, end, kind)
            continue
        if kind == "person" and any(t.relation == "conj" and t.head == head for t in sentence[head + 1 : end]):
            continue  # "Ann Lee and Bo Ek": each has a span of its own inside
        start, end = _trimmed(sentence, (start, end), head, kind)
        words = [token.form for token in sentence[start:end]]
        if words and not _is_no_name(words, kind):
            candidates.append((start, end, kind))
    candidates.sort(key=lambda span: span[0] - span[1])
    kept: list[tuple[int, int, str]] = []
    for span in candidates:
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return sorted(kept)


def _name_after_noun(sentence: list[Token], noun: int, end: int, kind: str) -> list[tuple[int, int, str]]:
    """The name in "senior researcher Mu Li", whose words have the noun as their head."""
    after = noun + 1
    while after < end and (
        (sentence[after].upos == "PROPN" and sentence[after].head >= noun)
        or (sentence[after].form == "-" and after + 1 < end and noun < after - 1)
    ):
        after += 1
    if not any(t.relation == "flat" and t.head == noun for t in sentence[noun + 1 : after]):
        return []
    return [(noun + 1, after, kind)] if kind == "person" and after > noun + 1 else []


def _trimmed(sentence: list[Token], span: tuple[int, int], head: int, kind: str) -> tuple[int, int]:
    """The part of a span that is the name around its head."""
    start, end = span
    end = next((i for i in range(head + 1, end) if _ends_name(sentence, i, end, kind)), end)
    while start < head and not (sentence[start].form[:1].isupper() or sentence[start].form[:1].isdigit()):
        start += 1
    while start < head and _is_modifier(sentence[start], kind):
        start += 1
    if kind == "person":
        start = skip_titles([token.form for token in sentence], start, end)
    while end > head + 1 and sentence[end - 1].upos in ("PUNCT", "PART", "ADP", "CCONJ", "PRON"):
        end -= 1
    return start, end


def _ends_name(sentence: list[Token], i: int, end: int, kind: str) -> bool:
    """Whether a name ends before word `i` of its span, which ends at `end`."""
    token = sentence[i]
    opens_clause = token.form in ("(", "[", "—", "–", ";", "who", "which", "whose", "whom")
    if opens_clause or token.relation in CLAUSES:
        return True
    if token.form == ",":  # "Sydney, Australia" is a place; elsewhere a comma begins a description
        is_part_of_place = kind == "place" and i + 1 < end and sentence[i + 1].upos == "PROPN"
        if not is_part_of_place:
            return True
    if token.relation != "case":
        return False
    is_origin = token.form in ("from", "at", "in", "for") or (i + 1 < end and sentence[i + 1].upos == "DET")
    return (kind == "person" and is_origin) or not _proper_complement(sentence, i, end)


def _is_modifier(token: Token, kind: str) -> bool:
    """Whether a word at the start of a span is not part of the name: "the", "two", "their", and "old" of a person."""
    if token.relation not in ("det", "nummod", "nmod:poss", "amod"):
        return False
    return token.upos in ("DET", "NUM", "PRON") or (token.upos == "ADJ" and kind == "person")


def _proper_complement(sentence: list[Token], case: int, end: int) -> bool:
    """Whether a preposition inside a name is followed by another proper noun, as in "University of Oslo"."""
    if sentence[case].form == "'s" or sentence[case].upos == "PART":
        return case + 1 < end
    noun = sentence[case].head
    return case < noun < end and (sentence[noun].upos == "PROPN" or sentence[noun].form[:1].isupper())


def _is_no_name(words: list[str], kind: str) -> bool:
    """Whether a trimmed span is no name after all: a bare title, a demonym, an address, a citation, a number."""
    text, first = " ".join(words), words[0]
    if kind == "person":
        if first in ("of", "from", "at", "for", "in", "to", "these", "the"):
            return True  # the rest of a bare title: "Emperor of these United States"
        if len(words) == 1 and (first.lower() in TITLES or first.endswith(("ans", "ese", "ish"))):
            return True
    if re.match(r"https?:|#|\S+@\S+$|www\.", text) or re.fullmatch(r"\W*\d+\W*", text):
        return True
    return text.isascii() and not any(c.isupper() or c.isdigit() for c in text)


def content_words(text: str) -> set[str]:
    """The words of a text in lower case, without stop words."""
    return {word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in STOP_WORDS}


def salience(document: Document) -> list[float]:
    """How much each sentence shares with the summaries, from 0 to 1 within the document.

    Mean over summaries of the F1 of content words, divided by the best one.
    """
    summaries = [content_words(summary) for summary in document.summaries]
    scores = []
    for text in document.texts:
        words, total = content_words(text), 0.0
        for summary in summaries:
            shared = len(words & summary)
            total += 2 * shared / (len(words) + len(summary)) if shared else 0.0
        scores.append(total / max(1, len(summaries)))
    best = max(scores, default=0.0)
    return [score / best if best else 0.0 for score in scores]


def examples(document: Document) -> list[Example]:
    """The sentences of a document with their labels, trees and salience."""
    result = []
    for tokens, score in zip(document.sentences, salience(document), strict=True):
        allowed: list[Allowed] = [OUTSIDE_OR_DEMONYM if t.upos == "ADJ" else ONLY_OUTSIDE for t in tokens]
        for i, token in enumerate(tokens):
            if token.upos == "PROPN" and not NO_NAME.match(token.form) and token.form.lower() not in TITLES:
                allowed[i] = ANY_LABEL  # it may be in a description that is no name: "the province of Palawan"
        for start, end, kind in names(tokens):
            mark_name(allowed, start, end, TYPES[kind])
        words, heads, relations = [t.form for t in tokens], [t.head for t in tokens], [t.relation for t in tokens]
        result.append(Example(words, allowed, heads, relations, score, "gum"))
    return result


def load(folder: Path, shippable: bool = True) -> list[Document]:
    """All documents of `folder`, by name. With `shippable`, only those of the text types in `SHIPPABLE`."""
    documents = [read(path) for path in sorted(folder.glob("*.conllu.gz"))]
    return [document for document in documents if not shippable or document.genre in SHIPPABLE]
