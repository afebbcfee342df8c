"""Whom a message is about: surely, perhaps, or nobody.

Sure is only what two things say at once: a number that is known, and nothing that contradicts it;
or the code or identity number of a person together with their name or birth date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from vungxanh.identity import Candidate, Identity, candidates
from vungxanh.identity.cards import normal_identity
from vungxanh.identity.names import plain
from vungxanh.identity.phones import normal_phone
from vungxanh.labmessages import Patient
from vungxanh.web.laboratory.models import LabMessage
from vungxanh.web.registry.models import Person

Why = LabMessage.Why
SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Match:
    """The person that a message is surely about, or why there is none."""

    person: Person | None
    why: str = ""


def find(message: LabMessage) -> Match:
    """Match a message to a person, if that is sure."""
    patient = message.report.patient
    by_number = _by_number(message)
    if len(by_number) > 1:
        return Match(None, Why.SEVERAL)
    if by_number:
        known = by_number[0]
        return Match(None, Why.OTHER_PERSON) if contradicts(patient, known) else Match(known)
    named = _by_identity(patient)
    sure = [person for person in named if confirms(patient, person)]
    if len(sure) == 1 and len(named) == 1:
        return Match(sure[0])
    if len(named) > 1:
        return Match(None, Why.SEVERAL)
    return Match(None, Why.PARTLY if named or _near(patient) else Why.NOBODY)


def _by_number(message: LabMessage) -> list[Person]:
    """Give the persons of whom this laboratory used one of the numbers before."""
    if not message.numbers:
        return []
    earlier = LabMessage.objects.filter(laboratory=message.laboratory_id, person__isnull=False)
    rows = earlier.filter(key=message.key) if message.key else earlier.none()
    persons = {row.person_id for row in rows}
    if not persons:
        words = Q()
        for number in message.numbers:
            words |= Q(searched__contains=f" {plain(number)} ")
        near = [row for row in earlier.filter(words) if set(row.numbers) & set(message.numbers)]
        persons = {row.person_id for row in near}
    return list(Person.objects.filter(pk__in=[pk for pk in persons if pk]))


def _by_identity(patient: Patient) -> list[Person]:
    asked = Q()
    if patient.code:
        asked |= Q(code__iexact=patient.code)
    if number := normal_identity(patient.identity_number):
        asked |= Q(identity_number=number)
    return list(Person.objects.filter(asked, retracted_at=None)[:3]) if asked else []


def confirms(patient: Patient, person: Person) -> bool:
    """Tell whether name or birth date agree, and nothing contradicts."""
    name = bool(patient.name) and plain(patient.name) == person.name_ascii
    born = patient.birth_date is not None and patient.birth_date == person.birth_date
    return (name or born) and not contradicts(patient, person)


def contradicts(patient: Patient, person: Person) -> bool:
    """Tell whether what the message says of the patient is said otherwise of the person."""
    number = normal_identity(patient.identity_number)
    if number and person.identity_number and number != person.identity_number:
        return True
    born = patient.birth_date
    if born and person.birth_date and born != person.birth_date:
        return True
    year = person.birth_date.year if person.birth_date else person.birth_year
    if patient.birth_year and year and patient.birth_year != year:
        return True
    return bool(patient.name and person.name_ascii and plain(patient.name) != person.name_ascii)


def _near(patient: Patient) -> bool:
    return any(True for _ in look_up(patient, 1))


def look_up(patient: Patient, at_most: int) -> Iterable[Person]:
    """Give persons of the same phone, identity number or name: who may be meant at all.

    The one place where the registry is searched for likely persons.
    """
    asked = Q()
    if number := normal_identity(patient.identity_number):
        asked |= Q(identity_number=number)
    if phone := normal_phone(patient.phone):
        asked |= Q(phone=phone)
    if name := plain(patient.name):
        asked |= Q(name_ascii=name)
    if patient.code:
        asked |= Q(code__iexact=patient.code)
    if not asked:
        return []
    rows = Person.objects.filter(asked, retracted_at=None).select_related("unit")
    return list(rows.order_by("pk")[:at_most])


@dataclass(frozen=True)
class RegistryIndex:
    """The registry as `vungxanh.identity.candidates` asks it, about one patient."""

    patient: Patient
    population: int

    def sharing(self, keys: Sequence[str], at_most: int) -> Iterable[Identity]:
        """Give the records that share something with the patient."""
        return [identity_of(person) for person in look_up(self.patient, at_most)]


def identity_of(person: Person) -> Identity:
    """Give what is known of a person in the words of the core."""
    return Identity(
        str(person.pk),
        person.name,
        person.sex,
        person.birth_date,
        person.birth_year,
        person.phone,
        person.identity_number,
        person.residence,
        person.unit.code if person.unit else "",
    )


def suggested(message: LabMessage) -> list[Candidate]:
    """Give the persons whom a message most probably means, the likeliest first."""
    patient, unit = message.report.patient, message.unit
    told = Identity(
        "",
        patient.name,
        patient.sex,
        patient.birth_date,
        patient.birth_year,
        patient.phone,
        patient.identity_number,
        patient.address,
        unit.code if unit else "",
    )
    last = Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return candidates(told, RegistryIndex(patient, last), SUGGESTED)
