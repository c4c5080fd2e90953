"""What happens beside the injections: a pause, a reaction, another person at work."""

from __future__ import annotations

from collections.abc import Sequence

from injection_map.domain import commands
from injection_map.domain.events import Clinician
from injection_map.domain.people import same_name
from injection_map.domain.reasons import OTHER_REACTION, Ready
from injection_map.domain.session import Phase, SiteState, SiteStatus
from injection_map.ui.chair.flow import Flow
from injection_map.ui.chair.panel import Panel
from injection_map.ui.chair.pick_sheet import PickSheet
from injection_map.ui.controls import Button
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import in_sentence
from injection_map.workflow.ready_texts import ReadyTexts

PAUSE_SHEET = "pause-sheet"


class CareFlow(Flow):
    """`people` are those who may take over; a name can be typed besides.

    Where one tap records, the rows keep their order: a hand that knows its place must not meet another one there.
    """

    def __init__(
        self,
        theme: Theme,
        model: VisitModel,
        panel: Panel,
        ready: ReadyTexts,
        *,
        people: Sequence[Clinician] = (),
    ) -> None:
        super().__init__(theme, model, panel, ready)
        self._people = tuple(people)
        self._site: SiteState | None = None
        self._known: dict[str, Clinician] = {}

    # --- pause ---------------------------------------------------------------------------------------------------

    def toggle_pause(self) -> None:
        """Go on at once, or ask why it is paused: one tap on a reason pauses."""
        if self._model.visit.phase is Phase.PAUSED:
            self.go_on()
        elif self._panel.sheet is None or self._panel.sheet.objectName() != PAUSE_SHEET:
            self._ask_why_paused()

    def _ask_why_paused(self) -> None:
        sheet = PickSheet(
            self._theme,
            "Pause",
            rows=self._ready.of(Ready.PAUSE),
            own="Or in your own words; none is needed",
            main="Pause",
            above="A tap pauses. The reason stands in the record.",
            may_be_empty=True,
        )
        sheet.setObjectName(PAUSE_SHEET)
        sheet.picked.connect(self._on_pause)
        self._panel.open_sheet(sheet, over=True)

    def go_on(self) -> None:
        if self._model.submit(commands.Continue()):
            self._model.hold_off()  # the second press of a double one must not become Injected

    def _on_pause(self, row: str) -> None:
        self._record(commands.Pause(". ".join(filter(None, (row, self._typed())))))

    # --- reactions -----------------------------------------------------------------------------------------------

    def reaction(self) -> None:
        """At the site that was given last; of the patient before the first."""
        given = [(site.at, site.key) for site in self._model.visit.sites if site.status is SiteStatus.GIVEN and site.at]
        self.reaction_at(self._model.visit.site(max(given)[1]) if given else None)

    def reaction_at(self, site: SiteState | None) -> None:
        """One tap on what was seen, at a site or of the patient."""
        self._site = site
        sheet = PickSheet(
            self._theme,
            f"Reaction, {in_sentence(site.name)}" if site else "Reaction of the patient",
            side=site.side if site else None,
            rows=self._ready.of(Ready.SITE_REACTIONS if site else Ready.PATIENT_REACTIONS),
            own="Other, or more about it",
            main="Record other",
            above="A tap records it.",
        )
        sheet.setObjectName("reaction-sheet")
        sheet.picked.connect(self._on_reaction)
        if site is not None:
            other = Button(
                self._theme, "Of the patient, not of this site", kind="quiet", icon="person", align_left=True
            )
            other.setObjectName("of-the-patient")
            other.clicked.connect(self._on_of_the_patient)
            sheet.add_below(other)
        self._panel.open_sheet(sheet)

    def _on_of_the_patient(self) -> None:
        self.reaction_at(None)

    def _on_reaction(self, row: str) -> None:
        key = self._site.key if self._site else None
        self._record(commands.SeeReaction(row or OTHER_REACTION, key, self._typed()))

    # --- who is at work ------------------------------------------------------------------------------------------

    def tick_for_next(self) -> None:
        """The next of those at work is at the keys."""
        names = self._at_work()
        at = names.index(self._model.by) if self._model.by in names else -1
        self._model.set_by(names[(at + 1) % len(names)])

    def _at_work(self) -> list[str]:
        visit = self._model.visit
        return [person.name for person in (visit.clinician, *visit.assistants) if person]

    def take_over(self) -> None:
        """Somebody else injects from now on."""
        visit = self._model.visit
        at_work = visit.clinician.name if visit.clinician else ""
        others = (*visit.assistants, *self._people)
        self._known = {person.name: person for person in others if person.name != at_work}
        sheet = PickSheet(
            self._theme,
            "Taken over by",
            rows=list(self._known),
            own="Another name",
            beside="Their role",
            main="Takes over",
            above=f"{at_work} injects now. Who injects from now on? A tap records it.",
        )
        sheet.setObjectName("take-over-sheet")
        sheet.picked.connect(self._on_take_over)
        self._panel.open_sheet(sheet)

    def _on_take_over(self, row: str) -> None:
        person = self._known[row] if row else self._typed_person()
        assistants = tuple(helper for helper in self._model.visit.assistants if helper.name != person.name)
        if self._record(commands.TakeOver(person, assistants)):
            self._model.set_by(person.name)

    def _typed_person(self) -> Clinician:
        """Who is known by the name that was typed has the role of the house."""
        sheet = self._panel.sheet
        assert isinstance(sheet, PickSheet)
        known = (person for person in self._known.values() if same_name(person.name) == same_name(sheet.typed))
        return next(known, Clinician(sheet.typed, sheet.typed_beside))

    def _typed(self) -> str:
        sheet = self._panel.sheet
        assert isinstance(sheet, PickSheet)
        return sheet.typed
