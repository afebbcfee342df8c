"""The words for stored values: what a page says where a table holds `found_by_screening`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    # classification of a case
    "suspected": _("suspected"),
    "probable": _("probable"),
    "confirmed": _("confirmed"),
    "discarded": _("discarded"),
    # what the laboratory said
    "positive": _("positive"),
    "negative": _("negative"),
    "inconclusive": _("inconclusive"),
    "pcr": _("RT-PCR"),
    "antigen": _("rapid antigen test"),
    # answers
    "yes": _("yes"),
    "no": _("no"),
    "unknown": _("unknown"),
    # where a window comes from
    "explicit": _("dates set by hand"),
    "onset": _("onset of symptoms"),
    "specimen": _("day of the specimen"),
    # where the rule of a place comes from
    "place": _("set for this place"),
    "kind": _("as the directive says for this kind of place"),
    "default": _("by default"),
    # how an order changes
    "new": _("new"),
    "stricter": _("stricter"),
    "milder": _("milder"),
    "ends": _("ends"),
    "same": _("unchanged"),
    # where people met
    "household": _("household"),
    "work": _("work"),
    "school": _("school"),
    "health_care": _("health care"),
    "flight": _("flight"),
    "transport": _("transport"),
    "meal": _("meal"),
    "gathering": _("gathering"),
    "market": _("market or shop"),
    "quarantine": _("quarantine site"),
    "visit": _("visit"),
    "other": _("other"),
    # states of orders and proposals
    "proposed": _("proposed"),
    "told": _("told"),
    "begun": _("begun"),
    "ended": _("ended"),
    "rejected": _("rejected"),
    "withdrawn": _("withdrawn"),
    "open": _("waits"),
    "applied": _("applied"),
    "dismissed": _("dismissed"),
    # why a level changed
    "case_confirmed": _("a case was confirmed"),
    "case_discarded": _("a case was discarded"),
    "case_corrected": _("the dates of a case were corrected"),
    "visit_added": _("a visit was added"),
    "visit_retracted": _("a visit was taken back"),
    "contact_added": _("a contact was added"),
    "contact_retracted": _("a contact was taken back"),
    "isolated": _("an isolation was recorded"),
    "imported": _("a file was imported"),
}
