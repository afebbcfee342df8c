"""FHIR R4 and R4B: which of the two a document follows, and where they differ for us.

The models of `fhir.resources` are those of R4B. The four resources that a result is made of are
the same in R4; what differs are other resources, which R4B dropped, renamed or added. So each
resource that is used is validated by itself, and the bundle around it never as a whole: a bundle
of R4 may carry a resource that R4B does not know.
"""

from collections.abc import Iterable
from typing import Any

from fhir.resources.R4B.diagnosticreport import DiagnosticReport
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.patient import Patient
from fhir.resources.R4B.specimen import Specimen
from pydantic import ValidationError

from vungxanh.labmessages.report import FaultError, FaultKind

R4, R4B = "R4", "R4B"
VERSIONS = {"4.0": R4, "4.3": R4B}
"""The parameter fhirVersion of a media type."""

ONLY_R4 = frozenset(
    {
        "EffectEvidenceSynthesis",
        "MedicinalProduct",
        "MedicinalProductAuthorization",
        "MedicinalProductContraindication",
        "MedicinalProductIndication",
        "MedicinalProductIngredient",
        "MedicinalProductInteraction",
        "MedicinalProductManufactured",
        "MedicinalProductPackaged",
        "MedicinalProductPharmaceutical",
        "MedicinalProductUndesirableEffect",
        "RiskEvidenceSynthesis",
        "SubstanceNucleicAcid",
        "SubstancePolymer",
        "SubstanceProtein",
        "SubstanceReferenceInformation",
        "SubstanceSourceMaterial",
        "SubstanceSpecification",
    }
)
"""Resources of R4 (4.0.1) that R4B (4.3.0) no longer has: http://hl7.org/fhir/R4B/diff.html"""

ONLY_R4B = frozenset(
    {
        "AdministrableProductDefinition",
        "Citation",
        "ClinicalUseDefinition",
        "EvidenceReport",
        "Ingredient",
        "ManufacturedItemDefinition",
        "MedicinalProductDefinition",
        "NutritionProduct",
        "PackagedProductDefinition",
        "RegulatedAuthorization",
        "SubscriptionStatus",
        "SubscriptionTopic",
        "SubstanceDefinition",
    }
)
"""Resources that R4B added."""

MODELS: dict[str, Any] = {
    "DiagnosticReport": DiagnosticReport,
    "Observation": Observation,
    "Patient": Patient,
    "Specimen": Specimen,
}

OTHER_RELEASE = "The message is of FHIR version %(version)s: R4 (4.0) and R4B (4.3) are read here."
MIXED = "The bundle mixes releases: %(old)s is of R4 only, %(new)s of R4B only."
NOT_VALID = "%(resource)s is not valid by FHIR R4: %(where)s, %(what)s."


def release_of(kinds: Iterable[str], version: str = "") -> str:
    """Tell the release of a document, by its media type or the resources in it; "" for either."""
    told = ".".join(version.split(".")[:2])
    if told and told not in VERSIONS:
        raise FaultError(FaultKind.UNSUPPORTED, OTHER_RELEASE, version=version)
    kinds = set(kinds)
    old, new = sorted(kinds & ONLY_R4), sorted(kinds & ONLY_R4B)
    if old and new:
        raise FaultError(FaultKind.UNSUPPORTED, MIXED, old=old[0], new=new[0])
    return VERSIONS.get(told, "") or (R4 if old else R4B if new else "")


def validated(resource: dict[str, Any]) -> Any:
    """Check one of the resources that are used. The fault names the place, never the value."""
    kind = str(resource.get("resourceType"))
    try:
        return MODELS[kind].model_validate(resource)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "-"
        raise FaultError(
            FaultKind.VALUE, NOT_VALID, resource=kind, where=where, what=str(first["type"])
        ) from None
    except (TypeError, ValueError, RecursionError):
        raise FaultError(
            FaultKind.VALUE, NOT_VALID, resource=kind, where="-", what="value"
        ) from None
