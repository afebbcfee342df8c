"""Words for facts, as policy has them, in the language of the page."""

from collections.abc import Iterable

from django.utils.translation import get_language

from vungxanh.policy.wording import FACT_WORDS


def fact_label(name: str) -> str:
    """Name a fact."""
    if (get_language() or "vi").startswith("vi") and name in FACT_WORDS:
        return FACT_WORDS[name][0]
    return name.replace("_", " ")


def fact_labels(names: Iterable[str]) -> list[str]:
    """Name some facts, each once, in the order in which they come."""
    return [fact_label(name) for name in dict.fromkeys(names)]
