"""Pronouns of English by gender, and titles that show a gender."""

from __future__ import annotations

from retold.types import Gender

FORMS = {
    Gender.HE: frozenset(("he", "his", "him")),
    Gender.SHE: frozenset(("she", "her")),
    Gender.IT: frozenset(("it", "its")),
}
SUBJECT_PRONOUNS = {"he": Gender.HE, "she": Gender.SHE, "it": Gender.IT}
POSSESSIVE_PRONOUNS = {"his": Gender.HE, "her": Gender.SHE, "its": Gender.IT}
OBJECT_PRONOUNS = {"him": Gender.HE, "her": Gender.SHE}
GENDERED_TITLES = {
    **dict.fromkeys(("Mr", "Sir", "Lord", "King", "Prince", "Father", "Brother"), Gender.HE),
    **dict.fromkeys(("Mrs", "Ms", "Miss", "Lady", "Dame", "Queen", "Princess", "Sister"), Gender.SHE),
}
