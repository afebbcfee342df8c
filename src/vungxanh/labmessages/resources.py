"""The reports of one DiagnosticReport: its observations, specimen and patient, by reference."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

from vungxanh.labmessages.codes import Coding, Test, outcomes_of, test_of
from vungxanh.labmessages.orders import AT_ODDS, NO_TEST, NO_VALUE
from vungxanh.labmessages.releases import validated
from vungxanh.labmessages.report import FaultError, FaultKind, LabReport, Patient, Status
from vungxanh.labmessages.values import born, checked, cycle_threshold, is_identity
from vungxanh.terms import TestOutcome

Resource = dict[str, Any]

NO_PATIENT = "The report names no patient, or one that is not in the bundle."
OTHER_PATIENT = "The report and one of its observations are of two different patients."
NO_OBSERVATION = "The report mentions no observation that is in the bundle."
NO_STATUS = "The status %(value)s is not known."

STATUSES = {
    "registered": Status.PRELIMINARY,
    "preliminary": Status.PRELIMINARY,
    "partial": Status.PRELIMINARY,
    "final": Status.FINAL,
    "appended": Status.FINAL,
    "amended": Status.CORRECTED,
    "corrected": Status.CORRECTED,
    "cancelled": Status.CANCELLED,
    "entered-in-error": Status.CANCELLED,
}


class Document:
    """The resources of a document, found by whatever a reference calls them."""

    def __init__(self, parsed: Resource) -> None:
        self.parsed = parsed
        self.all: list[Resource] = []
        self._known: dict[str, Resource] = {}
        self._holder: dict[int, Resource] = {}
        if parsed.get("resourceType") != "Bundle":
            self.all = [parsed]
        for entry in _listed(parsed.get("entry")):
            resource = entry.get("resource")
            if isinstance(resource, dict):
                self.all.append(resource)
                for name in (entry.get("fullUrl"), f"{kind_of(resource)}/{resource.get('id')}"):
                    self._known.setdefault(str(name), resource)
        for holder in self.all:
            for inner in _listed(holder.get("contained")):
                self._holder[id(inner)] = holder

    @property
    def kinds(self) -> set[str]:
        """Which resources there are, contained ones too."""
        contained = [inner for each in self.all for inner in _listed(each.get("contained"))]
        return {kind_of(resource) for resource in [*self.all, *contained]}

    def results(self) -> list[Resource]:
        """Give the reports, and the observations that none of them mentions."""
        reports = [each for each in self.all if kind_of(each) == "DiagnosticReport"]
        mentioned = [id(o) for r in reports for o in self.follow(r, r.get("result"))]
        alone = [o for o in self.all if kind_of(o) == "Observation" and id(o) not in mentioned]
        return [*reports, *alone]

    def follow(self, home: Resource, references: Any) -> list[Resource]:
        """Give the resources that references lead to; `home` is where they stand.

        A contained resource refers to another one by the resource that holds both.
        """
        found = []
        home = self._holder.get(id(home), home)
        listed = references if isinstance(references, list) else [references]
        for each in listed:
            name = str(each.get("reference") or "") if isinstance(each, dict) else ""
            if name.startswith("#"):
                inner = _listed(home.get("contained"))
                found += [one for one in inner if one.get("id") == name[1:]]
            elif name:
                short = "/".join(name.partition("/_history")[0].split("/")[-2:])
                known = self._known.get(name) or self._known.get(short)
                found += [known] if known else []
        return found

    def around(self, result: Resource) -> Resource:
        """Give one result with what it mentions, as a bundle of its own: what is kept of it."""
        parts = [result]
        for observation in self.observations(result):
            parts += [observation, *self.follow(observation, observation.get("specimen"))]
        parts += self.follow(result, result.get("subject"))
        parts += self.follow(result, result.get("specimen"))
        unique = list({id(part): part for part in parts}.values())
        kept = () if self.parsed is result else ("id", "identifier", "timestamp", "type")
        head: Resource = {name: self.parsed[name] for name in kept if name in self.parsed}
        return {"resourceType": "Bundle", **head, "entry": [{"resource": one} for one in unique]}

    def observations(self, result: Resource) -> list[Resource]:
        """Give the observations of a result, and those that these have as members."""
        if kind_of(result) == "Observation":
            return [result]
        direct = self.follow(result, result.get("result"))
        members = [m for one in direct for m in self.follow(one, one.get("hasMember"))]
        return [one for one in [*direct, *members] if kind_of(one) == "Observation"]


def kind_of(resource: Resource) -> str:
    """Name the type of a resource."""
    return str(resource.get("resourceType"))


def _listed(value: Any) -> list[Resource]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def message_id_of(document: Document, result: Resource) -> str:
    """Name the message: its identifier and the version of the resource, else the bundle's."""
    whole = document.parsed
    bundle = whole.get("identifier") if kind_of(whole) == "Bundle" else None
    if isinstance(bundle, dict) and bundle.get("value"):
        return str(bundle["value"])[:120]
    return str(result.get("id") or whole.get("id") or "")[:120]


def reports_of(document: Document, result: Resource, *, zone: tzinfo) -> Iterator[LabReport]:
    """Give the reports of one result. Raises FaultError on the first fault."""
    head = validated(result)
    person = _subject(document, result)
    observations = document.observations(result)
    if not observations:
        raise FaultError(FaultKind.REQUIRED, NO_OBSERVATION)
    tests = []
    for resource in observations:
        if resource.get("subject") and _subject(document, resource) is not person:
            raise FaultError(FaultKind.VALUE, OTHER_PATIENT)
        checked_one = validated(resource)
        tests.append((resource, checked_one, test_of(_codings([checked_one.code]))))
    thresholds = [ct for _, o, t in tests if t and t.meaning == "ct" and (ct := _ct(o)) is not None]
    known = [(resource, o, t) for resource, o, t in tests if t and t.meaning != "ct"]
    if not known:
        named = _codings([tests[0][1].code])
        word = " ".join(filter(None, (named[0].code, named[0].text))) if named else "-"
        raise FaultError(FaultKind.CODE, NO_TEST, code=word)
    patient = _patient(validated(person))
    for resource, observed, test in known:
        specimen = _specimen(document, result, resource)
        report = _report(document, head, observed, specimen, test, patient, zone)
        if test.meaning == "pcr" and thresholds:
            report = replace(report, ct=min(thresholds))
        where = "Specimen.collection, Observation.effective"
        yield checked(report, specimen=where, result="Observation.issued, DiagnosticReport.issued")


def _subject(document: Document, resource: Resource) -> Resource:
    found = document.follow(resource, resource.get("subject"))
    people = [each for each in found if kind_of(each) == "Patient"]
    if not people:
        raise FaultError(FaultKind.REQUIRED, NO_PATIENT)
    return people[0]


def _specimen(document: Document, result: Resource, observation: Resource) -> Any:
    near = document.follow(observation, observation.get("specimen"))
    found = near or document.follow(result, result.get("specimen"))
    kept = [each for each in found if kind_of(each) == "Specimen"]
    return validated(kept[0]) if kept else None


def _report(
    document: Document,
    head: Any,
    observed: Any,
    specimen: Any,
    test: Test,
    patient: Patient,
    zone: tzinfo,
) -> LabReport:
    status = _status(str(head.status), str(observed.status))
    collected = getattr(specimen, "collection", None)
    taken = collected and (
        collected.collectedDateTime or getattr(collected.collectedPeriod, "start", None)
    )
    issued = _when(observed.issued or head.issued, zone)
    stamp = document.parsed.get("timestamp")
    accession = getattr(specimen, "accessionIdentifier", None)
    numbers = _numbers(head)
    return LabReport(
        message_id=message_id_of(document, {"id": head.id}),
        laboratory=_performer(head) or _performer(observed),
        order_number=_order(head) or _order(observed),
        filler_number=numbers[0] if numbers else str(head.id or ""),
        status=status,
        test_code=test.code,
        test_name=test.display,
        method=test.meaning,
        disease=test.disease,
        patient=patient,
        specimen_id=str(getattr(accession, "value", None) or ""),
        specimen_kind=_words(getattr(specimen, "type", None)),
        specimen_at=_when(taken or observed.effectiveDateTime or head.effectiveDateTime, zone),
        resulted_at=issued,
        issued_at=_stamp(stamp, zone) or _when(head.issued, zone) or issued,
        outcome=_outcome(observed, status),
        note="\n".join(str(note.text) for note in observed.note or ())[:1000],
    )


def _status(head: str, observed: str) -> Status:
    for value in (head, observed):
        if value not in STATUSES:
            raise FaultError(FaultKind.CODE, NO_STATUS, value=value)
    return Status.CANCELLED if STATUSES[head] is Status.CANCELLED else STATUSES[observed]


def _outcome(observed: Any, status: Status) -> TestOutcome | None:
    if status is Status.CANCELLED:
        return None
    said = _codings([observed.valueCodeableConcept])
    if observed.valueString:
        said.append(Coding(text=str(observed.valueString)))
    marks = outcomes_of(_codings(observed.interpretation or []))
    outcomes = outcomes_of(said) or marks
    if len(outcomes | marks) > 1:
        raise FaultError(FaultKind.VALUE, AT_ODDS)
    if not outcomes and (status is not Status.PRELIMINARY or said):
        word = next((c.text or c.code for c in said), "-")
        raise FaultError(FaultKind.CODE, NO_VALUE, value=word)
    return next(iter(outcomes), None)


def _codings(concepts: list[Any]) -> list[Coding]:
    found = []
    for concept in filter(None, concepts):
        for each in concept.coding or ():
            system = str(each.system or "")
            found.append(Coding(str(each.code or ""), str(each.display or ""), system))
        if concept.text:
            found.append(Coding(text=str(concept.text)))
    return found


def _ct(observed: Any) -> float | None:
    quantity = observed.valueQuantity
    if quantity is not None and quantity.value is not None:
        return cycle_threshold(str(quantity.value))
    return cycle_threshold(str(observed.valueString or observed.valueInteger or ""))


def _words(concept: Any) -> str:
    named = _codings([concept])
    return next((coding.text for coding in named if coding.text), named[0].code if named else "")


def _numbers(head: Any) -> list[str]:
    return [str(each.value) for each in head.identifier or () if each.value]


def _order(resource: Any) -> str:
    """Give the number of the order that a report is based on."""
    for each in resource.basedOn or ():
        if each.identifier is not None and each.identifier.value:
            return str(each.identifier.value)
    return ""


def _performer(resource: Any) -> str:
    for each in resource.performer or ():
        if each.identifier is not None and each.identifier.value:
            return str(each.identifier.value)
        if each.display:
            return str(each.display)
    return ""


def _when(value: Any, zone: tzinfo) -> datetime | None:
    """Make an instant of what FHIR allows: an instant, or a day, which begins at midnight."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=zone)
    return None


def _stamp(text: Any, zone: tzinfo) -> datetime | None:
    try:
        return _when(datetime.fromisoformat(text), zone) if isinstance(text, str) else None
    except ValueError:
        return None


def _patient(person: Any) -> Patient:
    numbers = [
        (str(each.value), next((c.code for c in _codings([each.type])), ""))
        for each in person.identifier or ()
        if each.value
    ]
    official = [number for number, kind in numbers if is_identity(number, kind)]
    others = [number for number, kind in numbers if not is_identity(number, kind)]
    day, year = born(str(person.birthDate or ""))
    return Patient(
        code=next(iter(others), ""),
        identity_number=next(iter(official), ""),
        name=_name(person),
        sex=str(person.gender) if person.gender in {"female", "male"} else "",
        birth_date=day,
        birth_year=year,
        phone=next(
            (str(t.value) for t in person.telecom or () if t.value and t.system in {None, "phone"}),
            "",
        ),
        address=_address(person),
    )


def _name(person: Any) -> str:
    """Write the name as it is said here: its text, else family and given in that order."""
    for name in person.name or ():
        written = name.text or " ".join(filter(None, [name.family, *(name.given or ())]))
        if written:
            return str(written)
    return ""


def _address(person: Any) -> str:
    for each in person.address or ():
        lines = [*(each.line or ()), each.district, each.city, each.state]
        if written := each.text or ", ".join(str(line) for line in lines if line):
            return str(written)
    return ""
