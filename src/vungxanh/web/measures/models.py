"""What was decided for whom: orders with the whole decision that led to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vungxanh.web.accounts.models import User
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures.queries import OrderPrints, Orders
from vungxanh.web.registry.models import Case, Outbreak, Person


class MeasureChoice(models.TextChoices):
    """The measures of `vungxanh.terms.Measure`, with their labels."""

    HOSPITAL = "hospital", _("hospital")
    FACILITY = "facility", _("quarantine site")
    HOME = "home", _("home, supervised")
    STATION = "station", _("commune health station")
    ADVICE = "advice", _("advice")
    NONE = "none", _("nothing")


class OrderStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    CONFIRMED = "confirmed", _("confirmed")
    TOLD = "told", _("told")
    BEGUN = "begun", _("begun")
    ENDED = "ended", _("ended")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Order(models.Model):
    person = models.ForeignKey(Person, models.PROTECT, related_name="orders", db_index=False)
    outbreak = models.ForeignKey(Outbreak, models.PROTECT, related_name="orders", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="orders", db_index=False)
    """The index case of the tree that the order came from."""
    level = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=10, choices=MeasureChoice.choices)
    unit = models.ForeignKey(
        AdminUnit, models.PROTECT, null=True, related_name="orders", db_index=False
    )
    """The unit that carries it out: of the place of stay, else of the residence."""
    site = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    """24:00 of the last day is 00:00 of the next."""
    decision = models.JSONField()
    """The whole decision of the core: directive, version, reasons, missing facts."""
    directive = models.CharField(max_length=80)
    status = models.CharField(
        max_length=10, choices=OrderStatus.choices, default=OrderStatus.PROPOSED
    )
    changed_reason = models.TextField(blank=True)
    """Why an officer ordered something else than proposed."""
    proposed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")

    objects = Orders.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "outbreak"],
                condition=models.Q(status__in=["confirmed", "told", "begun"]),
                name="one_running_order",
            ),
            models.UniqueConstraint(
                fields=["person", "outbreak"],
                condition=models.Q(status="proposed"),
                name="one_proposed_order",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "outbreak"], name="order_person"),
            models.Index(fields=["outbreak", "status"], name="order_status"),
            models.Index(fields=["outbreak", "level"], name="order_level"),
            models.Index(fields=["unit", "status"], name="order_unit"),
            models.Index(fields=["case", "status"], name="order_case"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} for {self.person_id}"

    @property
    def last_step(self) -> int:
        """Give the key of the newest step: a page that shows it is up to date."""
        return max((step.pk for step in self.steps.all()), default=0)


class OrderStep(models.Model):
    """Every change of an order's status or content, append-only: the answer to "as of"."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="steps", db_index=False)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    measure = models.CharField(max_length=10)
    ends_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    """When it was recorded."""
    happened_at = models.DateTimeField()
    """When it happened: one may be told at noon and written down at four."""
    by = models.CharField(max_length=150)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["order", "at"], name="order_step_at"),
            models.Index(fields=["at"], name="order_step_when"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.before} → {self.after}"


class TreeAdvice(models.Model):
    """The advice to all F3 of one tree, as one row: thousands of people, one decision."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="advices")
    people = models.PositiveIntegerField()
    decision = models.JSONField()
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"advice to {self.people} of {self.case_id}"


class OrderPrint(models.Model):
    """The documents of a tree in one file, made in the background for who asked."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for its turn")
        RUNNING = "running", _("is being made")
        DONE = "done", _("is ready")
        FAILED = "failed", _("could not be made")

    case = models.ForeignKey(Case, models.CASCADE, related_name="prints")
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    """Documents written so far; they are set all at once after the last."""

    objects = OrderPrints.as_manager()

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="print_asked_at")]

    def __str__(self) -> str:
        return f"orders of {self.case_id} for {self.asked_by_id}"
