"""The GUM corpus: names, dependency trees and sentence salience of one document.

Only text types whose licence permits shipping a model are read for training
(Wikinews, Wikipedia, Wikivoyage, open-access papers and textbooks, public
speeches and courts, CC BY vlogs); see MODEL_CARD.md.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from train.corpora import MISC, NO_NAME, O_NO_DEMONYM, OPEN, TITLES, Allowed, Example, name, untitled

SHIPPABLE = ("academic", "bio", "court", "interview", "news", "speech", "textbook", "vlog", "voyage")
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
CUT = ("acl", "acl:relcl", "advcl", "appos", "parataxis")
STOP = frozenset("the a an of and in on for to with by at from as its his her their our your my this that s".split())


@dataclass(slots=True)
class Token:
    form: str
    upos: str
    head: int
    relation: str
    entities: str


@dataclass(slots=True)
class Document:
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
    """One gzipped CoNLL-U document; multiword and empty tokens are skipped."""
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
            part = line.split("\t")
            entity = re.search(r"Entity=([^|\s]*)", part[9])
            document.sentences[-1].append(
                Token(part[1], part[3], int(part[6]) - 1, part[7], entity.group(1) if entity else "")
            )
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
    """Spans that are names: the head is a proper noun. Determiners are trimmed,
    clauses, appositions and common-noun complements cut, titles dropped from persons;
    demonyms, bare titles and citations are no names. Of nested names the longest stays."""
    found = []
    for start, end, _, kind in entity_spans(sentence):
        head = head_of(sentence, start, end)
        if kind not in TYPES or head is None:
            continue
        if sentence[head].upos != "PROPN":
            found += _after_noun(sentence, head, end, kind)
            continue
        if kind == "person" and any(t.relation == "conj" and t.head == head for t in sentence[head + 1 : end]):
            continue  # "Ann Lee and Bo Ek": each has a span of its own inside
        start, end = _trimmed(sentence, start, end, head, kind)
        words = [t.form for t in sentence[start:end]]
        if words and not _dull(words, kind):
            found.append((start, end, kind))
    found.sort(key=lambda span: span[0] - span[1])
    kept: list[tuple[int, int, str]] = []
    for span in found:
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return sorted(kept)


def _after_noun(sentence: list[Token], noun: int, end: int, kind: str) -> list[tuple[int, int, str]]:
    """The name in "senior researcher Mu Li", whose words hang on the noun."""
    last = noun + 1
    while last < end and (
        (sentence[last].upos == "PROPN" and sentence[last].head >= noun)
        or (sentence[last].form == "-" and last + 1 < end and noun < last - 1)
    ):
        last += 1
    if not any(t.relation == "flat" and t.head == noun for t in sentence[noun + 1 : last]):
        return []
    return [(noun + 1, last, kind)] if kind == "person" and last > noun + 1 else []


def _trimmed(sentence: list[Token], start: int, end: int, head: int, kind: str) -> tuple[int, int]:
    for i in range(head + 1, end):
        token = sentence[i]
        opens = token.form in ("(", "[", "—", "–", ";", "who", "which", "whose", "whom") or token.relation in CUT
        # "Sydney, Australia" is a place; what follows a comma elsewhere is about the name.
        comma = token.form == "," and not (kind == "place" and i + 1 < end and sentence[i + 1].upos == "PROPN")
        away = (
            kind == "person"
            and token.relation == "case"
            and (token.form in ("from", "at", "in", "for") or (i + 1 < end and sentence[i + 1].upos == "DET"))
        )
        if opens or comma or away or (token.relation == "case" and not _proper_complement(sentence, i, end)):
            end = i
            break
    while start < head and not (sentence[start].form[:1].isupper() or sentence[start].form[:1].isdigit()):
        start += 1
    while (
        start < head
        and sentence[start].upos in ("DET", "NUM", "PRON", "ADJ")
        and sentence[start].relation
        in (
            "det",
            "nummod",
            "nmod:poss",
            "amod",
        )
        and (sentence[start].upos != "ADJ" or kind == "person")
    ):
        start += 1
    if kind == "person":
        start = untitled([t.form for t in sentence], start, end)
    while end > head + 1 and sentence[end - 1].upos in ("PUNCT", "PART", "ADP", "CCONJ", "PRON"):
        end -= 1
    return start, end


def _proper_complement(sentence: list[Token], case: int, end: int) -> bool:
    """Whether a preposition inside a name leads to another proper noun ("University of Oslo")."""
    if sentence[case].form == "'s" or sentence[case].upos == "PART":
        return case + 1 < end
    noun = sentence[case].head
    return case < noun < end and (sentence[noun].upos == "PROPN" or sentence[noun].form[:1].isupper())


def _dull(words: list[str], kind: str) -> bool:
    text = " ".join(words)
    if kind == "person" and words[0] in ("of", "from", "at", "for", "in", "to", "these", "the"):
        return True  # what a bare title leaves: "Emperor of these United States"
    if kind == "person" and (
        len(words) == 1 and (words[0].lower() in TITLES or words[0].endswith(("ans", "ese", "ish")))
    ):
        return True
    if re.match(r"https?:|#|\S+@\S+$|www\.", text) or re.fullmatch(r"\W*\d+\W*", text):
        return True
    return text.isascii() and not any(c.isupper() or c.isdigit() for c in text)


def content(text: str) -> set[str]:
    return {w for w in re.findall(r"[a-z0-9]+", text.lower()) if w not in STOP}


def salience(document: Document) -> list[float]:
    """How much each sentence shares with the summaries, 0..1 within the document.

    Mean over summaries of the F1 of content words, divided by the best one.
    """
    scores = []
    for text in document.texts:
        words, total = content(text), 0.0
        for summary in document.summaries:
            other = content(summary)
            shared = len(words & other)
            total += 2 * shared / (len(words) + len(other)) if shared else 0.0
        scores.append(total / max(1, len(document.summaries)))
    best = max(scores, default=0.0)
    return [score / best if best else 0.0 for score in scores]


def examples(document: Document) -> list[Example]:
    result = []
    for tokens, score in zip(document.sentences, salience(document), strict=True):
        allowed: list[Allowed] = [O_NO_DEMONYM if t.upos == "ADJ" else frozenset({0}) for t in tokens]
        for i, token in enumerate(tokens):
            if token.upos == "PROPN" and not NO_NAME.match(token.form) and token.form.lower() not in TITLES:
                allowed[i] = OPEN  # in a description that is no name: "the province of Palawan"
        for start, end, kind in names(tokens):
            name(allowed, start, end, TYPES[kind])
        result.append(
            Example(
                [t.form for t in tokens],
                allowed,
                [t.head for t in tokens],
                [t.relation for t in tokens],
                score,
                "gum",
            )
        )
    return result


def load(folder: Path, shippable: bool = True) -> list[Document]:
    """All documents of `folder`, by name; only `SHIPPABLE` text types unless told."""
    documents = [read(path) for path in sorted(folder.glob("*.conllu.gz"))]
    return [d for d in documents if not shippable or d.genre in SHIPPABLE]
