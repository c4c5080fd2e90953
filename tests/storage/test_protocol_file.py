"""The reader of protocol files: what it makes of a good one, and every refusal at its line and column.

In a case, « stands before the place in the file where a fault is expected.
"""

import hashlib
import os
import re
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from injection_map import resources
from injection_map.domain.errors import ProtocolFileError
from injection_map.domain.protocol import Direction, Dose, Move, OptionalSites, Place, Plate, Review, Side, Source
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import parse_protocol, read_protocol
from injection_map.storage.yaml_nodes import MOST_BYTES, MOST_FAULTS

FILE = Path("small.yaml")
DRAWINGS = read_drawings(resources.diagrams())

SMALL = """\
format: 1
id: small
version: 2026.10
title: A small one
indication: Chronic migraine
product: {name: onabotulinumtoxinA}
dilution: {vial_units: 200, diluent: saline, diluent_ml: 4}
limits: {visit_units: 25}
sources:
  paper: {title: A paper}
review: {status: draft}
muscles:
  - id: temporalis
    sites:
      - id: temporalis-1
        sides: both
        view: side
        units: 5
        place: {from: tragus, up: 30}
        landmark: Straight up.
        source: paper
      - id: temporalis-2
        sides: both
        view: side
        units: 5
        place: {from: temporalis-1, up: 20}
        landmark: Above site 1.
        source: paper
  - id: procerus
    sites:
      - id: procerus
        sides: midline
        view: front
        units: 5
        place: {from: glabella, up: 4}
        landmark: In the midline.
        source: paper
order: [temporalis, procerus]
"""


def parse(text):
    return parse_protocol(text.encode(), file=FILE, drawings=DRAWINGS)


def changed(*changes):
    """The small protocol with some texts replaced, each at its first place."""
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def faults_of(text):
    with pytest.raises(ProtocolFileError) as caught:
        parse(text)
    return caught.value.faults


def marked(text):
    """The text without its marks, and the line and column of each."""
    places = [
        (number, match.start() + 1 - index)
        for number, line in enumerate(text.splitlines(), 1)
        for index, match in enumerate(re.finditer("«", line))
    ]
    return text.replace("«", ""), places


def test_a_protocol_with_the_least_that_is_needed():
    protocol = parse(SMALL)
    assert (protocol.id, protocol.version, protocol.title) == ("small", "2026.10", "A small one")
    assert protocol.fingerprint == hashlib.sha256(SMALL.encode()).hexdigest()
    assert protocol.units == 25
    assert protocol.dilution.units_per_ml == 50
    assert (protocol.summary, protocol.needle, protocol.use_within_hours, protocol.interval_weeks) == (
        "",
        "",
        None,
        None,
    )
    assert (protocol.product.route, protocol.product.gtins, protocol.product.not_interchangeable) == ("", (), False)
    assert (protocol.limits.interval_units, protocol.aftercare) == (None, ())
    assert protocol.sources == (Source("paper", "A paper"),)
    assert protocol.review == Review("draft")
    assert [muscle.name for muscle in protocol.muscles] == ["Temporalis", "Procerus"]
    site = protocol.site("temporalis-2-right")
    assert (site.id, site.muscle, site.side, site.plate) == ("temporalis-2", "temporalis", Side.RIGHT, Plate.SIDE)
    assert site.place == Place(("temporalis-1",), (Move(Direction.UP, 20.0),))
    assert (site.measure, site.verified, site.name, site.short_name) == (None, False, "Temporalis 2", "2")


def test_everything_that_may_be_said_is_kept():
    protocol = parse(
        changed(
            (
                "title: A small one",
                "title: A\n  long   title\nsummary: >-\n  Two\n  lines.\nneedle: 30 gauge\nuse_within_hours: 24",
            ),
            ("indication:", "interval_weeks: 12.0\naftercare: [Rest., 'Call: us']\nindication:"),
            ("A}", "A, route: intramuscular, gtins: [00300231145014], not_interchangeable: true}"),
            ("visit_units: 25", "visit_units: 25.50, interval_units: 400"),
            ("{title: A paper}", "{title: A paper, pmid: 20958294, url: https://example.org/a}"),
            ("{status: draft}", "{status: approved, by: Dr A. Example, on: 2026-11-22}"),
            (
                "id: temporalis\n",
                "id: temporalis\n    name: Temple\n    patient: supine\n    find: Clench.\n    technique: Deep.\n",
            ),
            (
                "    sites:",
                "    caution: Hairline.\n    optional: {sites: 2, units: 2.5, reason_required: false}\n    sites:",
            ),
            (
                "source: paper\n",
                "source: paper\n        measure: 3 cm\n        verified: true\n        name: Temple low\n",
            ),
            ("units: 5\n", "units: {from: 1.25, to: 2.5}\n        technique: Flat.\n        caution: Artery.\n"),
        )
    )
    assert (protocol.title, protocol.summary) == ("A long title", "Two lines.")
    assert (protocol.needle, protocol.use_within_hours, str(protocol.interval_weeks)) == ("30 gauge", 24, "12")
    assert protocol.aftercare == ("Rest.", "Call: us")
    assert protocol.product.gtins == ("00300231145014",)
    assert (str(protocol.limits.visit_units), str(protocol.limits.interval_units)) == ("25.5", "400")
    assert protocol.sources == (Source("paper", "A paper", "20958294", "https://example.org/a"),)
    assert protocol.review == Review("approved", "Dr A. Example", date(2026, 11, 22))
    muscle = protocol.muscle("temporalis")
    assert (muscle.name, muscle.patient, muscle.find) == ("Temple", "supine", "Clench.")
    assert muscle.optional == OptionalSites(2, Decimal("2.5"), reason_required=False)
    low, high = muscle.sites[:2]
    assert low.dose == Dose(Decimal("1.25"), Decimal("2.5"))
    assert (low.name, low.short_name, low.measure, low.verified) == ("Temple low", "low", "3 cm", True)
    assert (low.find, low.technique, low.caution) == ("Clench.", "Flat.", "Artery.")
    assert (high.find, high.technique, high.caution) == ("Clench.", "Deep.", "Hairline.")


def test_what_looks_like_something_else_stays_text():
    text = changed(
        ("version: 2026.10", "version: 1e3"), ("A small one", "no"), ("Straight up.", "1:30"), ("A paper", "yes")
    )
    protocol = parse(text)
    assert (protocol.version, protocol.title, protocol.sources[0].title) == ("1e3", "no", "yes")
    assert protocol.sites[0].landmark == "1:30"


@pytest.mark.parametrize(
    ("first_side", "keys"),
    [
        ("left", ["a-left", "m", "b-left", "a-right", "b-right"]),
        ("right", ["a-right", "m", "b-right", "a-left", "b-left"]),
    ],
)
def test_a_muscle_is_treated_side_by_side_with_the_midline_where_the_file_has_it(first_side, keys):
    rest = "view: front, units: 1, place: {{from: glabella}}, landmark: Here., source: paper"
    site = "      - {{id: {}, sides: {}, " + rest + "}}\n"
    sites = "".join(site.format(name, sides) for name, sides in (("a", "both"), ("m", "midline"), ("b", "both")))
    head, _, _ = SMALL.partition("  - id: temporalis\n")
    text = f"{head}  - id: frontalis\n    first_side: {first_side}\n    sites:\n{sites}order: [frontalis]\n"
    assert [site.key for site in parse(text).sites] == keys


def test_muscles_stand_in_the_order_of_treatment():
    text = changed(("[temporalis, procerus]", "[procerus, temporalis]"))
    assert [muscle.id for muscle in parse(text).muscles] == ["procerus", "temporalis"]


@pytest.mark.parametrize(
    ("muscle", "site", "short_name"),
    [("procerus", "procerus", ""), ("procerus", "procerus-upper-end", "upper end"), ("procerus", "nose", "nose")],
)
def test_the_short_name_tells_a_site_from_its_neighbours(muscle, site, short_name):
    text = changed(("      - id: procerus", f"      - id: {site}"))
    assert parse(text).muscle(muscle).sites[0].short_name == short_name


PLACE = "place: {from: tragus, up: 30}"
NAME = "a name of lower-case letters, digits and single hyphens that begins with a letter"
UNITS = "wanted a number more than 0 and at most 100000, written like 0.5"
MM = "wanted a number from 0 to 1000, written like 0.5"
START = "wanted “from” one landmark or site, or “between” two of them"

REFUSED = [
    # keys
    ("        units: 5\n", "        «unit: 5\n", ["found the unknown key “unit”; wanted “units”"]),
    ("title: A small", "«Titel: A small", ["found the unknown key “Titel”; wanted “title”"]),
    (
        "product: {name",
        "product: {«zzz: 1, name",
        ["found the unknown key “zzz”; wanted one of name, route, gtins, packs, mistaken_for, not_interchangeable"],
    ),
    ("indication: Chronic migraine\n", "", ["the key “indication” is missing"]),
    ("product: {name: onabotulinumtoxinA}", "product: «{route: im}", ["the key “name” is missing"]),
    # texts
    ("A small one", "«5", ["found 5; wanted a text, in quotes"]),
    ("A small one", "«true", ["found true; wanted a text, in quotes"]),
    ("A small one", "«[a]", ["found a list; wanted a text"]),
    ("A small one", "«{a: b}", ["found keys with values; wanted a text"]),
    (" A small one", "«", ["found nothing; wanted a text"]),
    ("A small one", "«'  '", ["found an empty text; wanted a text of 1 to 500 characters"]),
    ("A small one", "«" + "x" * 501, ["found a text of 501 characters; wanted a text of 1 to 500 characters"]),
    ("2026.10", "«true", ["found true; wanted a text, in quotes"]),
    # the format
    ("format: 1", "format: «one", ["found “one”; wanted the number 1"]),
    ("format: 1", "format: «'1'", ["found the text “1” in quotes; wanted the number 1"]),
    ("format: 1", "format: «0", ["found 0; wanted the number 1"]),
    ("format: 1", "format: «1.0", ["found 1.0; wanted the number 1"]),
    # names
    ("id: small", "id: «Small one", [f"found “Small one”; wanted {NAME}"]),
    ("id: small", "id: «5", [f"found 5; wanted {NAME}"]),
    ("id: small", "id: «../x", [f"found “../x”; wanted {NAME}"]),
    ("id: small", "id: «" + "x" * 65, [f"found “{'x' * 39}…”; wanted {NAME}"]),
    (
        "id: temporalis-1",
        "id: «temporalis-left",
        ["found “temporalis-left”; wanted “temporalis”: the side is added by itself"],
    ),
    ("id: temporalis-2", "id: «temporalis-1", ["found the site “temporalis-1” again; it stands on line 15"]),
    (
        "id: procerus\n        sides",
        "id: «temporalis-1\n        sides",
        ["found the site “temporalis-1” again; it stands on line 15"],
    ),
    # numbers
    *[
        ("units: 5", f"units: «{written}", [f"found {said}; {UNITS}"])
        for written, said in [
            ("0", "0"),
            ("0.0", "0.0"),
            ("-5", "-5"),
            (".nan", ".nan"),
            (".inf", ".inf"),
            ("-.inf", "-.inf"),
            ("1e400", "1e400"),
            ("5e0", "5e0"),
            ("0x10", "0x10"),
            ("05", "05"),
            (".5", ".5"),
            ("5.", "5."),
            ("+5", "+5"),
            ("100001", "100001"),
            ("9" * 500, "9" * 40),
            ("5.00000000001", "5.00000000001"),
            ("5U", "“5U”"),
            ("5,0", "“5,0”"),
            ("'5'", "the text “5” in quotes"),
            ("٥", "“٥”"),
            ("true", "true"),
            ("~", "nothing"),
        ]
    ],
    ("units: 5", "units: «[5]", ["found a list; wanted a number, or a range such as {from: 1.25, to: 2.5}"]),
    ("units: 5", "units: {from: 5, to: «5}", ["found a range from 5 to 5; wanted a “to” above “from”"]),
    ("units: 5", "units: {from: 0.5, to: «0.25}", ["found a range from 0.5 to 0.25; wanted a “to” above “from”"]),
    ("units: 5", "units: {from: «0, to: 5}", [f"found 0; {UNITS}"]),
    ("units: 5", "units: «{from: 5}", ["the key “to” is missing"]),
    ("diluent_ml: 4", "diluent_ml: «0", ["found 0; wanted a number more than 0 and at most 1000, written like 0.5"]),
    (
        "limits:",
        "use_within_hours: «-1\nlimits:",
        ["found -1; wanted a number more than 0 and at most 8760, written like 0.5"],
    ),
    (
        "limits:",
        "interval_weeks: «.inf\nlimits:",
        ["found .inf; wanted a number more than 0 and at most 520, written like 0.5"],
    ),
    # choices and flags
    ("view: side", "view: «sides", ["found “sides”; wanted “side”"]),
    ("view: side", "view: «top", ["found “top”; wanted front or side or back"]),
    ("sides: both", "sides: «left", ["found “left”; wanted both or midline"]),
    ("sides: both", "sides: «[both]", ["found a list; wanted both or midline"]),
    ("id: temporalis\n", "id: temporalis\n    first_side: «both\n", ["found “both”; wanted left or right"]),
    ("source: paper", "source: paper\n        verified: «yes", ["found “yes”; wanted true or false"]),
    # the product
    ("A}", "A, gtins: «5}", ["found 5; wanted a list"]),
    ("A}", "A, gtins: «[]}", ["found an empty list; wanted a list"]),
    ("A}", "A, gtins: [«0030023114501]}", ["found 0030023114501; wanted a GTIN of 14 digits"]),
    ("A}", "A, gtins: [«0030023114501x]}", ["found “0030023114501x”; wanted a GTIN of 14 digits"]),
    ("A}", "A, gtins: [«true]}", ["found true; wanted a text, in quotes"]),
    (
        "A}",
        "A, gtins: [00300231145014, «00300231145015]}",
        ["found 00300231145015, whose last digit does not check; wanted 4 there, or other digits"],
    ),
    # sources and the review
    ("sources:\n  paper: {title: A paper}", "sources: «{}", ["found no source; wanted at least one"]),
    (
        "sources:\n  paper: {title: A paper}",
        "sources: «[paper]",
        ["found a list; wanted names of sources, each with a title"],
    ),
    ("  paper: {", "  «2010: {", [f"found “2010”; wanted {NAME}"]),
    ("{title: A paper}", "«A paper", ["found “A paper”; wanted keys such as title"]),
    ("title: A paper", "title: A paper, pmid: «PMC5434948", ["found “PMC5434948”; wanted the digits of a PubMed id"]),
    (
        "title: A paper",
        "title: A paper, url: «file:///etc/passwd",
        ["found “file:///etc/passwd”; wanted an address that begins with https://"],
    ),
    ("source: paper", "source: «papper", ["found the unknown source “papper”; wanted “paper”"]),
    ("source: paper", "source: «xyz", ["found the unknown source “xyz”; wanted “paper”"]),
    ("status: draft", "status: «aproved", ["found “aproved”; wanted “approved”"]),
    (
        "{status: draft}",
        "«{status: approved, on: 2026-11-22}",
        ["the key “by” is missing: an approval names its author and its day"],
    ),
    ("draft", "approved, by: Dr A, on: «2026-02-30", ["found “2026-02-30”; wanted a date such as 2026-11-22"]),
    ("draft", "approved, by: Dr A, on: «20261122", ["found 20261122; wanted a text, in quotes"]),
    ("draft", "approved, by: Dr A, on: «2026-W47-7", ["found “2026-W47-7”; wanted a date such as 2026-11-22"]),
    # muscles, their order and the total
    ("  - id: procerus", "  - id: «temporalis", ["found the muscle “temporalis” again; it stands on line 13"]),
    ("[temporalis, procerus]", "«[temporalis]", ["found no “procerus” in the order; wanted every muscle once"]),
    ("[temporalis, procerus]", "«[]", ["found an empty list; wanted a list"]),
    ("[temporalis, procerus]", "«procerus", ["found “procerus”; wanted a list"]),
    ("procerus]", "procerus, «temporalis]", ["found the muscle “temporalis” again; it stands on line 38"]),
    ("procerus]", "«proceruss]", ["found the unknown muscle “proceruss”; wanted “procerus”"]),
    ("procerus]", "procerus, «masseter]", ["found the unknown muscle “masseter”; wanted one of temporalis, procerus"]),
    ("visit_units: 25", "visit_units: «24.5", ["found 25 units in the sites together; wanted no more than these 24.5"]),
    (
        "    sites:",
        "    optional: {sites: «1.5, units: 5}\n    sites:",
        ["found 1.5; wanted a whole number from 1 to 100, written like 5"],
    ),
    # places
    (PLACE, "place: «{up: 30}", [f"found no start; {START}"]),
    (PLACE, "place: «{from: tragus, between: [tragus, vertex]}", [f"found both “from” and “between”; {START}"]),
    (PLACE, "place: {«form: tragus, up: 30}", ["found the unknown key “form”; wanted “from”"]),
    (
        PLACE,
        "place: «[tragus]",
        ["found a list; wanted keys such as from, between, fraction, up, down, lateral, medial, forward, back"],
    ),
    (PLACE, "place: {from: tragus, up: «-30}", [f"found -30; {MM}"]),
    (PLACE, "place: {from: tragus, up: «.nan}", [f"found .nan; {MM}"]),
    (PLACE, "place: {from: tragus, up: «1e400}", [f"found 1e400; {MM}"]),
    (PLACE, "place: {from: tragus, fraction: «0.5}", ["found “fraction” with “from”; wanted it only with “between”"]),
    (
        PLACE,
        "place: {between: [tragus, vertex], fraction: «1.5}",
        ["found 1.5; wanted a number from 0 to 1, written like 0.5"],
    ),
    (PLACE, "place: {between: «[tragus]}", ["found a list of 1; wanted two names"]),
    (PLACE, "place: {between: «tragus}", ["found “tragus”; wanted a list"]),
    (PLACE, "place: {between: [tragus, «tragus]}", ["found “tragus” twice; wanted two different names"]),
    (
        PLACE,
        "place: {from: tragus, lateral: «3}",
        ["found “lateral” for the side view; wanted up or down or forward or back"],
    ),
    ("from: glabella, up: 4", "from: glabella, back: «4", ["found “back” for a midline site; wanted up or down"]),
    ("from: glabella, up: 4", "from: glabella, lateral: «4", ["found “lateral” for a midline site; wanted up or down"]),
    (
        PLACE,
        "place: {from: «tragus-left, up: 30}",
        ["found “tragus-left”; wanted “tragus”: the side is added by itself"],
    ),
    (PLACE, "place: {from: «targus, up: 30}", ["found the unknown landmark or site “targus”; wanted “tragus”"]),
    (
        PLACE,
        "place: {from: «c7, up: 30}",
        ["found “c7”, a landmark of the back view; wanted a landmark or site of the side view"],
    ),
    (
        PLACE,
        "place: {from: «procerus, up: 30}",
        ["found “procerus”, a site of the front view; wanted a landmark or site of the side view"],
    ),
    (
        "from: glabella, up: 4",
        "from: «pupil, up: 4",
        ["found “pupil”, which has a left and a right; wanted a landmark or site of the front view in the midline"],
    ),
    (
        PLACE,
        "place: «{from: tragus, up: 300}",
        [
            "found a place outside the side drawing, 0 mm across and -300 mm down (left);"
            " wanted one within -125 to 135 mm across and -150 to 180 mm down"
        ],
    ),
    (
        PLACE,
        "place: «{from: temporalis-2, up: 30}",
        [
            "found a circle: “temporalis-1” is placed from “temporalis-2”,"
            " “temporalis-2” is placed from “temporalis-1”; wanted a way that ends at a landmark"
        ],
    ),
    (
        PLACE,
        "place: «{from: temporalis-1}",
        ["found a circle: “temporalis-1” is placed from “temporalis-1”; wanted a way that ends at a landmark"],
    ),
]


@pytest.mark.parametrize(("old", "new", "messages"), REFUSED)
def test_a_fault_is_told_once_at_its_place_with_what_was_found_and_wanted(old, new, messages):
    text, places = marked(changed((old, new)))
    faults = faults_of(text)
    assert [fault.message for fault in faults] == messages
    if places:
        assert [(fault.line, fault.column) for fault in faults] == places


def test_a_missing_key_is_told_where_its_mapping_begins():
    (fault,) = faults_of(changed(("        landmark: Straight up.\n", "")))
    assert (fault.line, fault.column, fault.path) == (15, 9, "muscles[0].sites[0].landmark")
    assert fault.message == "the key “landmark” is missing"


def test_a_landmark_that_is_also_a_site_is_ambiguous():
    text = changed(("- id: temporalis-1", "- id: tragus"), ("from: temporalis-1", "from: tragus"))
    assert [(fault.line, fault.column, fault.path, fault.message) for fault in faults_of(text)] == [
        (
            line,
            23,
            f"muscles[0].sites[{site}].place.from",
            "found “tragus”, which is a landmark and also a site; wanted the site renamed",
        )
        for line, site in ((19, 0), (26, 1))
    ]


def test_a_site_may_be_called_like_a_landmark_that_no_place_names():
    assert parse(changed(("id: procerus\n        sides", "id: nasion\n        sides"))).site("nasion")


def test_all_faults_of_a_file_are_told_at_once_in_its_order():
    text, places = marked(
        changed(
            ("id: small", "id: «Small"),
            ("{name: onabotulinumtoxinA}", "«{}"),
            ("vial_units: 200", "vial_units: «&a 200"),
            ("diluent_ml: 4", "diluent_ml: «*a"),
            ("visit_units: 25", "visit_units: «20"),
            ("view: side", "view: «sideways"),
            ("source: paper", "source: «book"),
            ("procerus]", "«procero]"),
        )
    )
    assert [(fault.line, fault.column) for fault in faults_of(text)] == places


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: A small one", "title: *a"),
        ("id: small", "id: *a"),
        ("version: 2026.10", "version: *a"),
        ("format: 1", "format: *a"),
        ("view: side", "view: *a"),
        ("units: 5", "units: *a"),
        ("from: tragus", "from: *a"),
        ("id: temporalis-1", "id: Temporalis 1"),
        ("sides: both", "sides: bot"),
        ("view: side", "view: sid"),
        ("from: tragus", "from: targus"),
        ("up: 30", "up: -30"),
        ("up: 30", "lateral: 30"),
        ("up: 30", "up: 400"),
        ("sites:\n      - id: temporalis-1", "sites:\n      - ids: temporalis-1"),
        ("  paper: {", "  Paper: {"),
        ("sources:", "source:"),
        ("limits:", "limit:"),
        ("muscles:", "muscle:"),
        ("order:", "Order:"),
        ("- id: temporalis\n", "- id: Temporalis\n"),
    ],
)
def test_what_builds_on_a_fault_is_not_told_too(old, new):
    assert len(faults_of(changed((old, new)))) == 1


def test_two_circles_are_two_faults_and_what_hangs_on_them_is_none():
    rest = "sides: both, view: side, units: 0.001, landmark: Here., source: paper"
    site = "      - {{id: {}, place: {{from: {}}}, " + rest + "}}\n"
    places = (("a", "b"), ("b", "c"), ("c", "a"), ("d", "c"), ("e", "f"), ("f", "e"), ("g", "d"), ("h", "tragus"))
    sites = "".join(site.format(name, base) for name, base in places)
    text = changed(
        ("visit_units: 25", "visit_units: 26"), ("      - id: temporalis-1\n", sites + "      - id: temporalis-1\n")
    )
    assert [(fault.line, fault.path, fault.message.partition(";")[0]) for fault in faults_of(text)] == [
        (
            15,
            "muscles[0].sites[0].place",
            "found a circle: “a” is placed from “b”, “b” is placed from “c”, “c” is placed from “a”",
        ),
        (19, "muscles[0].sites[4].place", "found a circle: “e” is placed from “f”, “f” is placed from “e”"),
    ]


def test_circles_without_number_are_told_in_good_time():
    """Each place builds on the next and on the first: as many circles as sites, the longest through all of them."""
    rest = "sides: both, view: side, units: 0.001, landmark: Here., source: paper"
    site = "      - {{id: s{}, place: {{between: [s{}, {}]}}, " + rest + "}}\n"
    sites = "".join(site.format(number, number + 1, "s0" if number else "tragus") for number in range(4000))
    text = changed(
        ("visit_units: 25", "visit_units: 50"), ("      - id: temporalis-1\n", sites + "      - id: temporalis-1\n")
    )
    began = time.process_time()
    assert len(faults_of(text)) == MOST_FAULTS + 1
    assert time.process_time() - began < 30  # asking for one circle after the other took minutes


def test_a_long_chain_of_places_is_followed_to_its_end():
    rest = "sides: both, view: side, units: 0.001, landmark: Here., source: paper"
    site = "      - {{id: s{}, place: {{from: {}}}, " + rest + "}}\n"
    sites = "".join(site.format(number, f"s{number + 1}") for number in range(3000)) + site.format(3000, "tragus")
    text = changed(
        ("      - id: temporalis-1\n", sites + "      - id: temporalis-1\n"), ("visit_units: 25", "visit_units: 50")
    )
    assert len(parse(text).sites) == 6002 + 5


def test_a_newer_format_is_refused_politely_and_alone():
    (fault,) = faults_of("format: 2\nname: unheard of\n")
    assert (fault.line, fault.column, fault.path) == (1, 9, "format")
    assert fault.message == "found the newer format 2; wanted 1: this file needs a newer version of the program"


def test_a_list_or_a_text_is_no_protocol():
    keys = "format, id, version, title, indication, product, dilution, limits, sources, review, muscles, order"
    wanted = f"wanted keys such as {keys}"
    assert [fault.message for fault in faults_of("- format: 1\n")] == [f"found a list; {wanted}"]
    assert [fault.message for fault in faults_of("format 1\n")] == [f"found “format 1”; {wanted}"]
    assert [fault.message for fault in faults_of("---\n")] == [f"found nothing; {wanted}"]


def test_a_view_whose_drawing_is_missing_is_told():
    drawings = {plate: drawing for plate, drawing in DRAWINGS.items() if plate is not Plate.FRONT}
    with pytest.raises(ProtocolFileError) as caught:
        parse_protocol(SMALL.encode(), file=FILE, drawings=drawings)
    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (33, 15)
    assert fault.message == "the front drawing is missing from this installation"


def test_the_error_names_file_line_and_column():
    with pytest.raises(ProtocolFileError) as caught:
        parse(changed(("format: 1", "format: 0")))
    assert str(caught.value) == "small.yaml:1:9: found 0; wanted the number 1"


def test_a_file_is_read_from_disk(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    assert read_protocol(file, DRAWINGS) == parse(SMALL)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.yaml", "the file cannot be read: No such file or directory"),
        ("folder.yaml", "this is not a regular file; wanted a YAML file"),
        ("large.yaml", "the file is larger than 1 MiB; a protocol is a few pages of text"),
        ("nul\0.yaml", "the file cannot be read: embedded null byte"),
    ],
)
def test_a_file_that_cannot_be_read_is_at_fault_at_its_beginning(tmp_path, name, reason):
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "large.yaml").write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(ProtocolFileError) as caught:
        read_protocol(tmp_path / name, DRAWINGS)
    (fault,) = caught.value.faults
    assert (fault.line, fault.column, fault.message) == (1, 1, reason)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(ProtocolFileError, match="not a regular file"):
        read_protocol(tmp_path / "pipe.yaml", DRAWINGS)
