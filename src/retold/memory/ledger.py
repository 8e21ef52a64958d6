"""Names of an article into the memory: each chain to its form, forms to entities by the ledger."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from retold.config import VERSION
from retold.corpus import identity
from retold.corpus.identity import Form, Judgement, Named, Verdict
from retold.corpus.signature import restored
from retold.memory.prepared import PreparedChain
from retold.store.appearances import Appearance
from retold.store.clusters import Clusters
from retold.store.forms import FormRow
from retold.store.judgements import JudgementRow
from retold.store.name_tables import NameTables
from retold.types import EntityType

KNOWN = 16
"""Articles, the latest, by which a form is known when it is judged."""
REMEMBERED = 4000
"""Articles whose vectors and names are held."""
MODEL = f"identity/1 retold/{VERSION}"


@dataclass(frozen=True, slots=True)
class _Scene:
    """An article as its names see it: its vector, the keys of all of them, and its day."""

    vector: NDArray[np.float32]
    keys: frozenset[str]
    day: float | None


class Ledger:
    """Keeps forms, judgements and entities in step. Used within one writing transaction at a time."""

    def __init__(self, names: NameTables, clusters: Clusters) -> None:
        self._names, self._clusters = names, clusters
        self._scenes: LRUCache[int, _Scene] = LRUCache(REMEMBERED)
        self._forms: LRUCache[int, tuple[int, Form]] = LRUCache(REMEMBERED)
        self.moved: set[int] = set()
        """Stories whose entities changed by what was judged; taken by who settles them."""

    def add(self, article: int, chains: Sequence[PreparedChain], now: str) -> None:
        """Takes the chains of an article in; forms that are new, or known twice as well as when last judged, are judged."""
        appearances, grown, seen = [], [], set()
        for chain in chains:
            form = self._home(article, chain)
            appearances.append(
                Appearance(
                    form.id,
                    article,
                    chain.id,
                    chain.named.name,
                    chain.named.kind.value,
                    chain.role,
                    chain.salience,
                    chain.spans,
                )
            )
            if form.id in seen:
                continue
            seen.add(form.id)
            form = self._touched(form, chain)
            if chain.named.kind is not EntityType.TOPIC and form.articles & (form.articles - 1) == 0:
                grown.append(form.id)
        self._names.appearances.add(appearances)
        for form_id in seen:  # what was held of them did not have this article
            self._forms.pop(form_id, None)
        for entity in sorted({f.entity for f in self._names.forms.get(seen)}):
            self._call(entity)
        for form_id in grown:
            (row,) = self._names.forms.get([form_id])
            self.record(identity.judged(self.form(row), self), now)
            self._call(row.entity)

    def forget(self, article: int) -> None:
        """Takes the chains of an article out again."""
        gone = sorted(self._names.appearances.in_articles([article]), key=lambda a: (len(a.chain), a.chain))
        first = {a.form: a for a in reversed(gone)}  # the chain that voted, as `add` met them: e2 before e10
        for form in self._names.forms.get(first):
            self._names.forms.update(_voted(form, first[form.id].name, first[form.id].type, -1))
        self._names.appearances.remove(article)
        for entity in sorted({f.entity for f in self._names.forms.get(first)}):
            self._call(entity)
        self._scenes.pop(article, None)
        self._forms.clear()

    def drop(self) -> None:
        """Forgets what was held of a transaction that failed."""
        self._scenes.clear()
        self._forms.clear()
        self.moved.clear()

    def found(self, blocks: Collection[str]) -> Mapping[str, Sequence[int]]:
        """See `corpus.identity.Forms`."""
        return self._names.forms.in_blocks(blocks)

    def forms(self, ids: Collection[int]) -> list[Form]:
        """See `corpus.identity.Forms`."""
        return [f for f in map(self.form, self._names.forms.get(ids) if ids else ()) if f.members]

    def form(self, row: FormRow) -> Form:
        """A form with its latest members."""
        held = self._forms.get(row.id)
        if held is not None and held[0] == row.articles:
            return held[1]
        members = []
        for a in self._names.appearances.of_forms([row.id], KNOWN):
            scene = self._scene(a.article)
            members.append(
                Named(
                    a.article,
                    a.name,
                    EntityType(a.type),
                    _told(a.role),
                    scene.vector,
                    scene.keys - {row.key},
                    scene.day,
                )
            )
        form = Form(row.id, row.key, EntityType(row.type), row.name, tuple(members))
        self._forms[row.id] = (row.articles, form)
        return form

    def record(self, judgements: Sequence[Judgement], now: str) -> None:
        """Writes what the program judges, where it is not what it judged before, and derives the entities anew."""
        if not judgements:
            return
        ids = {f for j in judgements for f in (j.a, j.b)}
        held = {(j.a, j.b): j for j in self._names.judgements.on_forms(ids) if not j.person}
        turned = set()
        for judgement in judgements:
            before = held.get((judgement.a, judgement.b))
            if before and before.verdict == judgement.verdict and before.features == dict(judgement.features):
                continue
            if before:
                self._names.judgements.end(before.id, now)
            self._names.judgements.add(_line(judgement, now))
            rescored = before is not None and before.score != judgement.score and judgement.verdict is Verdict.SAME
            if rescored or (before.verdict if before else Verdict.DIFFERENT) != judgement.verdict:
                turned |= {judgement.a, judgement.b}
        self.derive(turned)

    def derive(self, forms: Collection[int]) -> None:
        """Derives the entities of forms, and of all that judgements join them with, from the ledger alone."""
        if not forms:
            return
        reach = {f.id: f for f in self._names.forms.of_entities({f.entity for f in self._names.forms.get(forms)})}
        told: dict[int, JudgementRow] = {}
        frontier = set(reach)
        while frontier:
            found = [j for j in self._names.judgements.on_forms(frontier) if j.id not in told]
            told |= {j.id: j for j in found}
            new = {f for j in found if j.verdict == Verdict.SAME for f in (j.a, j.b)} - reach.keys()
            reach |= {f.id: f for f in self._names.forms.get(new)}
            frontier = new
        within = [j for j in told.values() if j.a in reach and j.b in reach]
        entity = identity.entities(
            reach, [Judgement(j.a, j.b, Verdict(j.verdict), j.score, j.features, j.person) for j in within]
        )
        changed = [form for form, to in entity.items() if reach[form].entity != to]
        for form in changed:
            self._names.forms.set_entity(form, entity[form])
        if changed:
            self.moved |= self._names.appearances.stories_with(changed)
            for one in {entity[f] for f in changed} | {reach[f].entity for f in changed}:
                self._call(one)

    def rebuild(self) -> None:
        """Derives the entities of all forms."""
        for row in self._names.forms.judged_or_joined():
            self.derive([row])

    def _home(self, article: int, chain: PreparedChain) -> FormRow:
        person = chain.named.kind is EntityType.PERSON
        topic = chain.named.kind is EntityType.TOPIC
        key = f"# {chain.key}" if topic else chain.key
        rows = self._names.forms.with_key(key, person)
        if len(rows) > 1 or (rows and person and " " in key and chain.named.role):
            own = replace(chain.named, article=article)
            fit = identity.home(own, [self.form(r) for r in rows])
            rows = [r for r in rows if fit is not None and r.id == fit.id]
        if rows:
            return rows[0]
        blocks = {f"= {key}"} if topic else identity.blocks(key, chain.named.name, chain.named.kind)
        return self._names.forms.add(key, person, chain.named.name, chain.named.kind.value, sorted(blocks))

    def _touched(self, form: FormRow, chain: PreparedChain) -> FormRow:
        form = _voted(form, chain.named.name, chain.named.kind.value, 1)
        self._names.forms.update(form)
        return form

    def _call(self, entity: int) -> None:
        """Gives an entity the best of its names, or takes away one that has no form left."""
        forms = self._names.forms.of_entities([entity])
        if forms:
            best = max(forms, key=_standing)
            known = self._names.entities.get([entity]).get(entity)
            if known is None or (known.name, known.type) != (best.name, best.type):
                self._names.entities.put(entity, best.name, best.type)
        else:
            self._names.entities.remove(entity)

    def _scene(self, article: int) -> _Scene:
        held = self._scenes.get(article)
        if held is not None:
            return held
        rows = self._clusters.signatures([article])
        vector = restored(np.frombuffer(rows[0][2], dtype=np.int8)) if rows else np.zeros(384, dtype=np.float32)
        scene = _Scene(vector, frozenset(self._names.appearances.keys_in(article)), rows[0][3] if rows else None)
        self._scenes[article] = scene
        return scene


def _voted(form: FormRow, name: str, kind: str, by: int) -> FormRow:
    """A form with one article more or less that calls it so; it is called what most do."""
    votes = {of: dict(form.votes.get(of, {})) for of in ("name", "type")}
    for of, value in (("name", name), ("type", kind)):
        votes[of][value] = votes[of].get(value, 0) + by
        votes[of] = {v: n for v, n in votes[of].items() if n > 0}
    best = {of: max(counts, key=lambda v: (counts[v], v)) for of, counts in votes.items() if counts}
    return replace(
        form,
        name=best.get("name", form.name),
        type=best.get("type", form.type),
        articles=form.articles + by,
        votes=votes,
    )


def _told(role: str) -> str:
    text: str = json.loads(role)["text"] if role else ""
    return text


def _standing(form: FormRow) -> tuple[bool, int, int]:
    """Which form an entity is called by: a person by a full name, then what most articles write, then the oldest."""
    return (form.person and " " in form.key, form.articles, -form.id)


def _line(judgement: Judgement, now: str) -> JudgementRow:
    features = dict(judgement.features)
    return JudgementRow(
        0, judgement.a, judgement.b, judgement.verdict.value, judgement.score, features, MODEL, "", now, None
    )
