"""Coreference: mentions of one entity in one article become one cluster.

Forms (spellings of names) are compared, not mentions, so the cost grows with the number of different
names. The rules follow newspaper style: a surname comes after the full name, an acronym after its
expansion, a short form after the long one. Only where people share a surname, or institutions a name,
the mentions of one form are told apart (`surnames`, `owners`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from retold.english.name_words import PARTY_ADJECTIVES
from retold.english.titles import ORGANIZATION_ENDINGS
from retold.reading.name_forms import Form, forms_of
from retold.reading.name_index import NameIndex
from retold.reading.owners import by_owner
from retold.reading.same_names import joined
from retold.reading.surnames import share_out
from retold.types import EntityType, Mention

SURE = 0.75
"""Mean score of a full name as an organization from which its short forms do not change its type."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Mentions of one entity, its name, its type and its other forms."""

    name: str
    type: EntityType
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]


def cluster(
    body: str, mentions: Sequence[Mention], headline: str = "", named_in_headline: Sequence[str] = ()
) -> list[Cluster]:
    """Clusters of `mentions`, which are in text order. They are ordered by their first mention.

    `named_in_headline`: the full names of people in the headline.
    """
    groups, names = groups_by_style(body, mentions, headline, named_in_headline)
    groups = joined(groups)
    clusters = [_cluster(members[0], members, names.get(root, "")) for root, members in groups.items()]
    return sorted(clusters, key=lambda c: c.mentions[0].span)


def groups_by_style(
    body: str, mentions: Sequence[Mention], headline: str = "", named_in_headline: Sequence[str] = ()
) -> tuple[dict[str, list[Form]], dict[str, str]]:
    """The forms of each name, by the rules of newspaper style; by the key of its fullest form, which comes first.

    Also names for groups that the body never names in full. Arguments as for `cluster`.
    """
    forms = by_owner(body, forms_of(body, mentions))
    parent: dict[str, str] = {}
    index = NameIndex(forms, body)
    for form in sorted(forms.values(), key=lambda f: (-len(f.tokens), f.first)):
        longer = index.longer_form(form)
        if longer is not None:
            parent[form.key] = longer.key
    groups: dict[str, list[Form]] = {}
    for key in sorted(forms, key=lambda k: (k in parent, forms[k].first)):  # the fullest form of a name comes first
        groups.setdefault(_root(key, parent), []).append(forms[key])
    return groups, share_out(body, groups, headline, named_in_headline)


def _root(key: str, parent: dict[str, str]) -> str:
    """The key of the fullest form of a form."""
    for _ in range(8):
        if key not in parent:
            break
        key = parent[key]
    return key


def _cluster(root: Form, members: Sequence[Form], name: str) -> Cluster:
    """The cluster of all forms of a name, `root` being the fullest one.

    `name`: what it is called, if no form says it.
    """
    votes: defaultdict[EntityType, float] = defaultdict(float)
    for form in members:
        for kind, score in form.votes.items():
            # A full name is better evidence for the type than a single word.
            votes[kind] += score * (2.0 if len(form.tokens) > 1 else 1.0)
    texts = _spellings(members)
    name = name or _usual_spelling(root)
    mentions = sorted((m for f in members for m in f.mentions), key=lambda m: m.span)
    kind = max(votes, key=lambda t: (votes[t], t))
    if kind is EntityType.PERSON and len(root.tokens) > 1 and _is_organization(root):
        kind = EntityType.ORGANIZATION
    return Cluster(name, kind, tuple(t for t in texts if t != name), tuple(mentions))


def _is_organization(root: Form) -> bool:
    """Whether a full name is one of an organization, by its last word or by the model.

    Then "Lumen" beside "Lumen Semiconductor" is no person, whatever that word alone looks like.
    """
    sure = root.votes[EntityType.ORGANIZATION] >= SURE * len(root.mentions)
    return root.tokens[-1] in ORGANIZATION_ENDINGS or (sure and bool(root.mentions))


def _spellings(members: Sequence[Form]) -> list[str]:
    """Different spellings in the order of their first appearance."""
    order = sorted(members, key=lambda f: f.first)
    return list(dict.fromkeys(text for form in order for text in form.texts))


def _usual_spelling(root: Form) -> str:
    """The most frequent spelling; one in mixed case before one in capitals, "Democrats" before "Democratic"."""

    def rank(text: str) -> tuple[bool, bool, int, int]:
        all_capitals = text.isupper() and len(text) > 5
        return (text.casefold() not in PARTY_ADJECTIVES, not all_capitals, root.texts[text], len(text))

    best = max(root.texts, key=rank)
    if best.isupper() and ((len(best) > 5 and " " in best) or (len(best) > 4 and root.type is EntityType.PLACE)):
        return best.title()  # from a dateline or a headline
    return best
