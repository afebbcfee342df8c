"""The registry: one person index, places, who was where and met whom, cases and their facts.

A fact is never rewritten. What was wrong is retracted (`retracted_at`) and said again, so that a
report as of an earlier instant gives the same answer for ever.
"""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vungxanh.identity.cards import normal_identity
from vungxanh.identity.names import normal, plain
from vungxanh.identity.phones import normal_phone
from vungxanh.terms import Classification, TestOutcome
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.registry.queries import Cases, Persons, Places, Recorded


class Outbreak(models.Model):
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    disease = models.CharField(max_length=40)
    """Name of a disease profile of the core, such as covid-19."""
    started_on = models.DateField()
    closed_on = models.DateField(null=True)
    attribution = models.TextField(blank=True)
    """Whose data it is: shown on every page of the outbreak."""

    class Meta:
        ordering = ["-started_on", "code"]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where people meet: a home, a workplace, a ward of a hospital, a flight on its day."""

    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="places")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    min_overlap = models.PositiveIntegerField(null=True)
    """Minutes together that make a contact here; None: the kind's, else the default."""
    max_level = models.PositiveSmallIntegerField(null=True)
    seat_rows = models.PositiveSmallIntegerField(null=True)
    fictional = models.BooleanField(default=False)
    retracted_at = models.DateTimeField(null=True)
    """When the import that brought the place in was undone."""

    objects = Places.as_manager()

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    class Sex(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")
        UNKNOWN = "", _("unknown")

    code = models.CharField(max_length=80, unique=True)
    """What the registry calls the person: shown where the name must not be."""
    name = models.CharField(max_length=150, blank=True)
    name_norm = models.CharField(max_length=150, blank=True, editable=False)
    """Lower case, NFC, one way of placing tone marks."""
    name_ascii = models.CharField(max_length=150, blank=True, editable=False)
    """The same without diacritics."""
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    identity_number = models.CharField(max_length=20, blank=True)
    nationality = models.CharField(max_length=60, blank=True)
    residence = models.CharField(max_length=300, blank=True)
    """The address as it was told."""
    home = models.ForeignKey(Place, models.PROTECT, null=True, related_name="residents")
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="residents")
    """Unit of residence, as it was on the day it was told."""
    staying_unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="guests")
    """Unit of the present place of stay, where it is not the residence."""
    occupation = models.CharField(max_length=120, blank=True)
    fictional = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True)
    """When the import that brought the person in was undone; what was told stays readable."""
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from")
    """The record that is kept, where this one was found to be of the same person."""

    objects = Persons.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name_ascii"], name="person_name"),
            models.Index(fields=["phone"], name="person_phone"),
            models.Index(fields=["identity_number"], name="person_identity"),
        ]

    def __str__(self) -> str:
        return self.name or self.code

    def made_findable(self) -> Self:
        """Fill the columns by which a name is found; write numbers the one way they compare."""
        self.name_norm, self.name_ascii = normal(self.name), plain(self.name)
        self.phone = normal_phone(self.phone)
        self.identity_number = normal_identity(self.identity_number)
        return self

    def get_absolute_url(self) -> str:
        """Give the address of the person's page."""
        return reverse("registry:person", args=[self.pk])


class PersonKey(models.Model):
    """A blocking key of a person: records that share one are compared, no others.

    Keys hold names and numbers: they are as personal as the record, and go when it goes.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "person"], name="key_once")]

    def __str__(self) -> str:
        return f"{self.person_id} by a key"


class PersonScope(models.Model):
    """Who may see a person: the unit and why. Written for each unit above, too."""

    class Why(models.TextChoices):
        RESIDENCE = "residence", _("lives here")
        STAY = "stay", _("stays here")
        CONTACT = "contact", _("contact of a case of the unit")

    person = models.ForeignKey(Person, models.CASCADE, related_name="scopes")
    # The unique constraint starts with the unit: an index of its own would only slow writing.
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=10, choices=Why.choices)
    source = models.BigIntegerField(default=0)
    """The case whose contact it is, for `contact`: when its tree goes, so does the sight."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "person", "why", "source"], name="scope_once")
        ]
        indexes = [models.Index(fields=["why", "source"], name="scope_source")]

    def __str__(self) -> str:
        return f"{self.unit_id} sees {self.person_id}: {self.why}"


class EmergencyAccess(models.Model):
    """Break-glass: a user opened a person outside their area, and said why."""

    user_id = models.BigIntegerField()
    username = models.CharField(max_length=150)
    person = models.ForeignKey(Person, models.CASCADE, related_name="emergencies")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user_id", "until"], name="emergency_user")]

    def __str__(self) -> str:
        return f"{self.username} opened {self.person_id}"


class RecordedModel(models.Model):
    """A fact with the instant it became known, and the instant it was taken back, if it was."""

    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150, blank=True)
    retracted_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=300, blank=True)
    source_key = models.CharField(max_length=120, null=True, unique=True)
    """Key of the row it came from: the same row again changes nothing."""

    objects = Recorded.as_manager()

    class Meta:
        abstract = True


class Visit(RecordedModel):
    person = models.ForeignKey(Person, models.CASCADE, related_name="visits", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="visits", db_index=False)
    start = models.BigIntegerField()
    """Minutes since 1970, as in the core; `start|instant` in templates."""
    end = models.BigIntegerField()
    seat = models.CharField(max_length=8, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            # Tracing asks from a time on: who is still there then, of a history of months. Beside
            # an index of the place alone, PostgreSQL would read that history.
            models.Index(fields=["person", "end"], name="visit_person"),
            models.Index(fields=["place", "end", "start"], name="visit_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="visit_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.place_id}"


class ContactEvent(RecordedModel):
    person_a = models.ForeignKey(Person, models.CASCADE, related_name="contacts_a")
    person_b = models.ForeignKey(Person, models.CASCADE, related_name="contacts_b")
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    close = models.BooleanField(default=False)
    setting = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_a", "start"], name="contact_a"),
            models.Index(fields=["person_b", "start"], name="contact_b"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="contact_forward"
            ),
            models.CheckConstraint(
                condition=~models.Q(person_a=models.F("person_b")), name="contact_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_a_id} met {self.person_b_id}"


class Isolation(RecordedModel):
    """A time in which a person passes nothing on."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="isolations")
    start = models.BigIntegerField()
    end = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "start"], name="isolation_person")]

    def __str__(self) -> str:
        return f"{self.person_id} isolated"


class Fact(RecordedModel):
    """A fact of the person that policy reads: a symptom, vaccination, clearance, the home.

    `name` and `value` are those of `vungxanh.policy.facts.FACTS`.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="facts")
    name = models.CharField(max_length=60)
    value = models.CharField(max_length=120)
    observed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "name", "observed_at"], name="fact_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.name}"


class TestResult(RecordedModel):
    __test__ = False

    person = models.ForeignKey(Person, models.CASCADE, related_name="test_results")
    outbreak = models.ForeignKey(Outbreak, models.PROTECT, related_name="test_results")
    specimen_at = models.DateTimeField()
    resulted_at = models.DateTimeField()
    method = models.CharField(max_length=20, default="pcr")
    outcome = models.CharField(
        max_length=12, choices=[(outcome.value, outcome.value) for outcome in TestOutcome]
    )
    laboratory = models.CharField(max_length=120, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    """The wrong result that this one corrects."""

    class Meta:
        indexes = [models.Index(fields=["person", "specimen_at"], name="result_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.outcome}"


class Case(RecordedModel):
    """A person's illness in one outbreak. A later one of the same person is another case."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    outbreak = models.ForeignKey(Outbreak, models.PROTECT, related_name="cases")
    code = models.CharField(max_length=40)
    classification = models.CharField(
        max_length=10, choices=[(c.value, c.value) for c in Classification]
    )
    onset_date = models.DateField(null=True)
    onset_source = models.CharField(max_length=300, blank=True)
    specimen_date = models.DateField(null=True)
    specimen_source = models.CharField(max_length=300, blank=True)
    infectious_from = models.DateTimeField(null=True)
    infectious_until = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    """When the positive result was known: the golden-time clock starts here."""
    treated_in = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    found_in_quarantine = models.BooleanField(null=True)

    objects = Cases.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outbreak", "code"],
                condition=models.Q(retracted_at=None),
                name="case_code",
            ),
        ]
        indexes = [
            models.Index(fields=["outbreak", "classification"], name="case_class"),
            models.Index(fields=["person"], name="case_person"),
        ]

    def __str__(self) -> str:
        return self.code


class CaseStatus(models.Model):
    """Every change of a case's classification, with its cause."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="statuses")
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["case", "at"], name="case_status_at")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.before} → {self.after}"


class Link(RecordedModel):
    """Who gave it to whom, as reported or concluded. Drawn, never traced."""

    outbreak = models.ForeignKey(Outbreak, models.CASCADE, related_name="links")
    infector = models.ForeignKey(Person, models.CASCADE, null=True, related_name="links_out")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="links")
    """Where it is said to have happened, when nobody is named."""
    infectee = models.ForeignKey(Person, models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=40)
    certainty = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(infector__isnull=False) | models.Q(place__isnull=False),
                name="link_from_somewhere",
            )
        ]

    def __str__(self) -> str:
        return f"{self.infector_id or self.place_id} → {self.infectee_id}"


class InterviewAnswer(models.Model):
    """One answer of the interview of a case, saved as typed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="answers")
    prompt = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "prompt"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.prompt}"
