"""No label covers a site, a side letter, a measure or another label, and none leaves the stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from injection_map.diagram.boxes import Box, Line, Size, Spot
from injection_map.diagram.compose import build_scene
from injection_map.diagram.frames import Style
from injection_map.diagram.labels import place_labels
from injection_map.diagram.marks import MarkLook, MarkState
from injection_map.diagram.scene import GhostOnView, SiteOnView, ViewRequest, ViewScene
from injection_map.diagram.wishes import (
    LabelWish,
    LandmarkWish,
    MarkBox,
    MeasureWish,
    PlateWish,
    Wishes,
)
from injection_map.domain.geometry import PointMm
from injection_map.domain.protocol import Side, Site, View

from .conftest import Chair

LARGE, COMPACT = (858.0, 768.0), (764.0, 578.0)
TO_DO, GIVEN, SKIPPED = MarkLook(), MarkLook(MarkState.GIVEN), MarkLook(MarkState.SKIPPED)
CHANGED = MarkLook(MarkState.GIVEN, number="7.5")
MUSCLES = ("corrugator", "procerus", "frontalis", "temporalis", "occipitalis", "cervical-paraspinal", "trapezius")


def labels_of(scene: ViewScene) -> list[Box]:
    single = [label for label in (scene.next_label, scene.measure) if label]
    return [label.box for label in (*scene.plates, *scene.landmark_names, *scene.measures, *single)]


def solid(scene: ViewScene) -> list[Box]:
    """What no label may cover: marks, ghosts, what is proposed, side letters, the bar of 2 cm, landmarks."""
    boxes = [scene.extent(mark) for mark in scene.all_marks] + [letter.extent for letter in scene.letters]
    boxes += [Box.around(spot, Size(16, 16)) for spot in scene.landmarks]
    return boxes + ([scene.scale.extent] if scene.scale else [])


def faults(scene: ViewScene) -> list[str]:
    stage = Box(0, 0, scene.transform.width_px, scene.transform.height_px)
    boxes, obstacles = labels_of(scene), solid(scene)
    found = [f"{box} leaves the stage" for box in boxes if not box.lies_in(stage)]
    found += [f"{box} covers {other}" for box in boxes for other in obstacles if box.meets(other)]
    found += [f"{box} covers {other}" for box, other in combinations(boxes, 2) if box.meets(other)]
    leader = scene.next_label.leader if scene.next_label else None
    for line in (*scene.bracket, *([leader] if leader else [])):
        others = [box for box in obstacles if not box.grown(1).holds(line.start)]
        found += [f"a line crosses {box}" for box in others if line.crosses(box.grown(-1))]
    return found


def missing(scene: ViewScene, request: ViewRequest) -> list[str]:
    treated = request.treated
    assert treated is not None
    wanted = {site.plate for site in request.sites if site.muscle == treated.muscle and site.key != request.next_key}
    absent = [plate for plate in wanted - {""} if plate not in {plate.text for plate in scene.plates}]
    absent += ["the next site"] if scene.next_label is None else []
    guide = request.guideline
    absent += ["the measure"] if guide and guide.measured and scene.measure is None else []
    return absent + (["a landmark"] if len(scene.landmark_names) < len(scene.landmarks) else [])


def others_of_muscle(chair: Chair, site: Site) -> tuple[list[Site], list[Site]]:
    """The muscle's other sites in the same view: of the side being treated, and of the other side."""
    others = [o for o in chair.protocol.sites if o.muscle == site.muscle and o.view is site.view and o is not site]
    return [o for o in others if o.side is site.side], [o for o in others if o.side is not site.side]


def mixes(chair: Chair, site: Site) -> Iterator[Mapping[str, MarkLook]]:
    """Every mix of states on the side being treated, with the other side all to do, all given and all skipped."""
    same_side, other_side = others_of_muscle(chair, site)
    for looks in product((TO_DO, GIVEN, SKIPPED, CHANGED), repeat=len(same_side)):
        for elsewhere in (TO_DO, GIVEN, SKIPPED) if other_side else (TO_DO,):
            yield dict(zip([s.key for s in same_side], looks, strict=True)) | {s.key: elsewhere for s in other_side}


@pytest.mark.usefixtures("typeface")
@pytest.mark.parametrize("size", [LARGE, COMPACT], ids=["1920", "1280"])
@pytest.mark.parametrize("muscle", MUSCLES)
def test_every_site_in_every_state(chair: Chair, muscle: str, size: tuple[float, float]) -> None:
    for site in chair.protocol.muscle(muscle).sites:
        for looks in mixes(chair, site):
            request = chair.request(site.view, Style.HERO, size, next_key=site.key, looks=looks)
            scene = build_scene(request)
            assert (faults(scene), missing(scene, request)) == ([], []), (site.key, looks)


@pytest.mark.usefixtures("typeface")
@pytest.mark.parametrize("size", [LARGE, COMPACT], ids=["1920", "1280"])
def test_the_label_stays_on_the_patients_own_side(chair: Chair, size: tuple[float, float]) -> None:
    for site in chair.protocol.sites:
        if site.side is Side.MIDLINE or site.view in (View.LEFT, View.RIGHT):
            continue
        scene = build_scene(chair.request(site.view, Style.HERO, size, next_key=site.key))
        assert scene.next_label is not None
        from_midline = scene.next_label.box.centre.x - size[0] / 2
        assert (from_midline > 0) == (chair.placed[site.key].point.x > 0), site.key


LOOKS = st.sampled_from(
    [
        TO_DO,
        GIVEN,
        SKIPPED,
        CHANGED,
        MarkLook(MarkState.TO_DO, number="2.5"),
        MarkLook(MarkState.GIVEN, unsaved=True),
        MarkLook(MarkState.GIVEN, added=True),
        MarkLook(MarkState.GIVEN, ghost=True),
    ]
)


@pytest.mark.usefixtures("typeface")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_mix_of_all_31_sites_at_any_size_of_type(chair: Chair, data: st.DataObject) -> None:
    site = data.draw(st.sampled_from(chair.protocol.sites))
    looks = {other.key: data.draw(LOOKS) for other in chair.protocol.sites if other is not site}
    size = (data.draw(st.floats(480, 1400)), data.draw(st.floats(400, 1100)))
    request = chair.request(site.view, Style.HERO, size, next_key=site.key, looks=looks)
    controls = (Box(size[0] - 120, 8, size[0] - 6, 57),) if data.draw(st.booleans()) else ()
    scene = build_scene(replace(request, text_scale=data.draw(st.sampled_from([1.0, 1.15, 1.3])), reserved=controls))
    assert faults(scene) == []
    assert [box for box in labels_of(scene) for control in controls if box.meets(control)] == []


def beside(point: PointMm, by: tuple[float, float]) -> PointMm:
    return PointMm(point.x + by[0], point.y + by[1])


AWAY_MM = st.tuples(st.floats(-30, 30), st.floats(-30, 30))


@pytest.mark.usefixtures("typeface")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_moved_and_added_sites_and_ghosts_are_covered_by_no_label(chair: Chair, data: st.DataObject) -> None:
    """Any of the view's sites moved, with the planned place as a small ghost; some added; some of the last visit."""
    site = data.draw(st.sampled_from(chair.protocol.sites))
    size = data.draw(st.sampled_from([LARGE, COMPACT]))
    request = chair.request(site.view, Style.HERO, size, next_key=site.key)
    moved = data.draw(st.dictionaries(st.sampled_from(request.sites), AWAY_MM, max_size=3))
    was = data.draw(st.dictionaries(st.sampled_from(request.sites), AWAY_MM, max_size=4))
    added = data.draw(st.lists(AWAY_MM, max_size=2))
    added_sites = [
        SiteOnView(f"added-{i}", site.muscle, beside(request.sites[0].point, by), data.draw(LOOKS), "added")
        for i, by in enumerate(added)
    ]
    ghosts = [GhostOnView(f"planned {s.key}", s.muscle, s.point) for s in moved]
    ghosts += [GhostOnView(f"last {s.key}", s.muscle, beside(s.point, by), "was 7.5") for s, by in was.items()]
    sites = [replace(s, point=beside(s.point, moved[s])) if s in moved else s for s in request.sites]
    scene = build_scene(
        replace(
            request,
            sites=(*sites, *added_sites),
            ghosts=tuple(ghosts),
            proposed=SiteOnView("new", site.muscle, beside(request.sites[0].point, data.draw(AWAY_MM)), TO_DO),
            guideline=None if any(s.key == site.key for s in moved) else request.guideline,
        )
    )
    assert faults(scene) == []
    assert len(scene.all_marks) == len(request.sites) + len(added) + len(ghosts) + 1


@pytest.mark.usefixtures("typeface")
def test_each_ghost_says_what_was_where_there_is_room_and_the_planned_place_says_nothing(chair: Chair) -> None:
    request = chair.request(View.LEFT, Style.HERO, LARGE, next_key="temporalis-2-left")
    ghosts = (
        GhostOnView("last", "temporalis", PointMm(-40, -60), "was 7.5"),
        GhostOnView("planned", "temporalis", PointMm(-10, -80)),
    )
    scene = build_scene(replace(request, ghosts=ghosts))
    assert (faults(scene), missing(scene, request)) == ([], [])
    assert "was 7.5" in [plate.text for plate in scene.plates]
    last, planned = scene.ghosts
    assert planned.r < last.r == scene.mark("temporalis-1-left").r  # type: ignore[union-attr]
    assert scene.site_at(last.centre) is None, "a ghost is not pressed"


@pytest.mark.usefixtures("typeface")
def test_the_frame_does_not_follow_what_is_proposed(chair: Chair) -> None:
    """A drawing that moves under the finger cannot be pointed at."""
    request = chair.request(View.LEFT, Style.HERO, LARGE, next_key="temporalis-2-left")
    at_home = build_scene(request)
    for point in (PointMm(-1, -50), PointMm(-60, -100)):
        scene = build_scene(replace(request, proposed=SiteOnView("new", "temporalis", point, TO_DO)))
        assert scene.transform == at_home.transform
        assert scene.proposed is not None
        assert scene.site_at(scene.proposed.centre) != "new"


@pytest.mark.usefixtures("typeface")
def test_a_ghost_off_the_stage_has_no_plate_on_it(chair: Chair) -> None:
    request = chair.request(View.LEFT, Style.HERO, LARGE, next_key="temporalis-2-left")
    scene = build_scene(replace(request, ghosts=(GhostOnView("last", "temporalis", PointMm(0, 170), "was 7.5"),)))
    assert "was 7.5" not in [plate.text for plate in scene.plates]


@pytest.mark.usefixtures("typeface")
@pytest.mark.parametrize("width_px", [280.0, 342.0])
def test_overview_cards_label_the_next_site(chair: Chair, width_px: float) -> None:
    for site in chair.protocol.sites:
        size = (2.5 * width_px, 1.15 * width_px) if site.view is View.BACK else (width_px, 0.82 * width_px)
        request = chair.request(site.view, Style.OVERVIEW, size, next_key=site.key)
        scene = build_scene(replace(request, next_label=site.name))
        assert scene.next_label is not None, site.key
        assert (faults(scene), scene.plates, scene.measure) == ([], (), None)


spots = st.builds(Spot, st.floats(0, 500), st.floats(0, 400))
sizes = st.builds(Size, st.floats(10, 160), st.floats(8, 40))


@st.composite
def crowds(draw: st.DrawFn) -> Wishes:
    """Any marks anywhere, and labels of any size for them: the algorithm may not rely on a typeface or a protocol."""
    marks = tuple(
        MarkBox(spot, Box.around(spot, Size(reach, reach)))
        for spot, reach in draw(st.lists(st.tuples(spots, st.floats(8, 70)), min_size=1, max_size=8))
    )
    outward = draw(st.sampled_from([-1, 0, 1]))
    landmark = LandmarkWish(draw(spots), draw(sizes), outward)
    return Wishes(
        stage=Box(0, 0, 500, 400),
        marks=marks,
        guide_lines=(Line(landmark.spot, marks[0].centre),),
        measures=(MeasureWish(Line(landmark.spot, marks[0].centre), 13, marks[0].reach, draw(sizes), outward),),
        next_label=LabelWish(marks[0], draw(sizes), None, outward, draw(st.floats(0, 500))),
        landmarks=(landmark,),
        plates=tuple(PlateWish(str(i), mark, draw(sizes), draw(spots)) for i, mark in enumerate(marks[1:])),
    )


@given(crowds())
def test_nothing_is_covered_in_any_crowd(wishes: Wishes) -> None:
    placement = place_labels(wishes)
    placed = [place.box for place in placement.plates.values()]
    placed += [place.box for place in (*placement.measures, placement.next_label) if place]
    placed += [box for box in placement.landmarks if box]
    assert all(box.lies_in(wishes.stage) for box in placed)
    assert not any(box.meets(mark.extent) for box in placed for mark in wishes.marks)
    assert not any(box.meets(other) for box, other in combinations(placed, 2))


def test_a_label_with_no_room_is_left_out() -> None:
    mark = MarkBox(Spot(50, 50), Box(5, 5, 95, 95))
    wishes = Wishes(Box(0, 0, 100, 100), (mark,), plates=(PlateWish("one", mark, Size(30, 20), Spot(1, 0)),))
    assert place_labels(wishes).plates == {}


def test_a_plate_far_from_its_mark_has_a_leader() -> None:
    mark = MarkBox(Spot(100, 100), Box(90, 90, 110, 110))
    walls = (Box(112, 0, 130, 200), Box(70, 0, 88, 200), Box(88, 112, 112, 140), Box(88, 60, 112, 88))
    wishes = Wishes(Box(0, 0, 400, 200), (mark,), walls, plates=(PlateWish("one", mark, Size(20, 16), Spot(1, 0)),))
    assert place_labels(wishes).plates == {}, "no leader may cross a wall"
    opened = replace(wishes, taken=walls[1:])
    assert place_labels(opened).plates["one"].leader is None
