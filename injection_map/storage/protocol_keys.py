"""The keys and bounds of protocol format 1, in one place. assets/schemas/protocol.schema.json says the same to editors.

A test compares the two, so a change here is a change there.
"""

from __future__ import annotations

from injection_map.domain.protocol import Direction, OnYes, Plate
from injection_map.storage.yaml_fields import Keys, Within

FORMAT = 1

DIRECTIONS = tuple(direction.value for direction in Direction)
VIEWS = tuple(plate.value for plate in Plate)
SIDES = ("both", "midline")
FIRST_SIDES = ("left", "right")
REVIEW_STATES = ("draft", "approved")
ON_YES = tuple(on_yes.value for on_yes in OnYes)

PROTOCOL = Keys(
    required=(
        "format",
        "id",
        "version",
        "title",
        "indication",
        "product",
        "dilution",
        "limits",
        "sources",
        "review",
        "muscles",
        "order",
    ),
    optional=("summary", "use_within_hours", "needle", "interval_weeks", "diagnoses", "questions", "aftercare"),
)
PRODUCT = Keys(required=("name",), optional=("route", "gtins", "packs", "mistaken_for", "not_interchangeable"))
PACK = Keys(required=("gtin", "units"))
OTHER_PRODUCT = Keys(required=("name", "gtin_begins"))
DIAGNOSIS = Keys(required=("icd10", "title"))
QUESTION = Keys(required=("id", "ask"), optional=("examples", "on_yes", "source"))
DILUTION = Keys(required=("vial_units", "diluent", "diluent_ml"))
LIMITS = Keys(required=("visit_units",), optional=("interval_units",))
SOURCE = Keys(required=("title",), optional=("pmid", "url"))
REVIEW = Keys(required=("status",), optional=("by", "on"))
MUSCLE = Keys(
    required=("id", "sites"),
    optional=("name", "patient", "find", "technique", "caution", "first_side", "optional"),
)
OPTIONAL_SITES = Keys(required=("sites", "units"), optional=("reason_required",))
SITE = Keys(
    required=("id", "sides", "view", "units", "place", "landmark", "source"),
    optional=("verified", "measure", "name", "technique", "caution"),
)
PLACE = Keys(required=(), optional=("from", "between", "fraction", *DIRECTIONS))
DOSE_RANGE = Keys(required=("from", "to"))

# Bounds that no real protocol meets: they catch a slip of the finger, and keep arithmetic exact.
UNITS = Within(0, 100_000, above=True)
MILLILITRES = Within(0, 1_000, above=True)
HOURS = Within(0, 8_760, above=True)
WEEKS = Within(0, 520, above=True)
MILLIMETRES = Within(0, 1_000)
FRACTION = Within(0, 1)
OPTIONAL_COUNT = Within(1, 100, whole=True)
