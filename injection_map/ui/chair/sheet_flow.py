"""Which sheet opens when, and what it records when it is confirmed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal

from injection_map.domain import commands, words
from injection_map.domain.dosing import totals
from injection_map.domain.limits import acceptances
from injection_map.domain.protocol import Side
from injection_map.domain.reasons import Ready
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.ui.chair.dose_sheet import DoseSheet
from injection_map.ui.chair.flow import Flow
from injection_map.ui.chair.keys_sheet import KeysSheet
from injection_map.ui.chair.panel import Panel
from injection_map.ui.chair.sheets import ActionSheet, ReasonSheet, TextSheet
from injection_map.ui.chair.steps import rest_of_side
from injection_map.ui.fields import unbroken
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import act_words, given_and_skipped, in_sentence, reaction_words
from injection_map.workflow.ready_texts import ReadyTexts


class SheetFlow(Flow):
    """What is asked about a site, a muscle or the visit."""

    reaction_asked = Signal(object)
    """A SiteState: what was seen at it."""

    move_asked = Signal(object)
    """A SiteState, to be given elsewhere."""

    def __init__(self, theme: Theme, model: VisitModel, panel: Panel, ready: ReadyTexts) -> None:
        super().__init__(theme, model, panel, ready)
        self._site: SiteState | None = None
        self._muscle = ""
        self._side_sites: list[SiteState] = []

    # --- one site ----------------------------------------------------------------------------------------------

    def site(self, key: str) -> None:
        """What can be done with a site, by its state."""
        site = self._model.visit.site(key)
        if site is None:
            return
        self._site = site
        facts = _facts(site)
        actions = _TO_DO_ACTIONS if site.status is SiteStatus.TO_DO else _DONE_ACTIONS[site.status]
        rows = [(key, icon, text.format(units=words.units(site.units)), needs) for key, icon, text, needs in actions]
        sheet = ActionSheet(self._theme, site.name, side=site.side, facts=facts, actions=rows)
        sheet.chosen.connect(self._on_site_action)
        self._panel.open_sheet(sheet)

    def _on_site_action(self, action: str) -> None:
        site = self._site
        assert site is not None
        match action:
            case "next":
                self._panel.close_sheet()
                self._model.choose(site.key)
            case "give":
                self._record(commands.Give(site.key))
            case "take-back":
                self._record(commands.TakeBack(site.key))
            case "give-dose":
                self.dose(site, give=True)
            case "dose":
                self.dose(site)
            case "skip":
                self.skip(site)
            case "move":
                self.move_asked.emit(site)
            case "note":
                self.note(site)
            case "reaction":
                self.reaction_asked.emit(site)

    def skip(self, site: SiteState) -> None:
        self._site = site
        rest = [replace(s, status=SiteStatus.SKIPPED) if s.key == site.key else s for s in self._model.visit.sites]
        sheet = ReasonSheet(
            self._theme,
            f"Skip {in_sentence(site.name)}",
            side=site.side,
            reasons=self._ready.of(Ready.SKIP),
            main="Skip it",
            outcome=_becomes(rest),
        )
        sheet.confirmed.connect(self._on_skip)
        self._panel.open_sheet(sheet)

    def _on_skip(self) -> None:
        assert self._site is not None
        self._record(commands.Skip(self._site.key, self._reason()), kind=Ready.SKIP)

    def dose(self, site: SiteState, *, give: bool = False) -> None:
        self._site = site
        sheet = DoseSheet(self._theme, self._model, site, reasons=self._ready.of(Ready.DOSE), give=give)
        sheet.confirmed.connect(self._on_give_dose if give else self._on_dose)
        self._panel.open_sheet(sheet)

    def _on_dose(self) -> None:
        command = self._dose_command()
        self._record(command, *self._accepted(command), kind=Ready.DOSE)

    def _on_give_dose(self) -> None:
        command = self._dose_command()
        self._record(command, commands.Give(command.site), *self._accepted(command), kind=Ready.DOSE)

    def _accepted(self, command: commands.ChangeDose) -> tuple[commands.AcceptCaution, ...]:
        """The reason for the dose is the reason for going over a bound with it."""
        return acceptances(self._model.warnings(command), command.reason, command.site)

    def _dose_command(self) -> commands.ChangeDose:
        sheet = self._panel.sheet
        assert self._site is not None
        assert isinstance(sheet, DoseSheet)
        return commands.ChangeDose(self._site.key, sheet.units, sheet.reason)

    def note(self, site: SiteState | None) -> None:
        """A note on a site, or on the visit."""
        self._site = site
        title = f"Note, {in_sentence(site.name)}" if site else "Note on the visit"
        prompt = "It stands in the record beside the site." if site else "It stands in the record."
        sheet = TextSheet(
            self._theme,
            title,
            side=site.side if site else None,
            prompt=prompt,
            main="Keep the note",
            phrases=self._ready.of(Ready.PHRASES),
        )
        sheet.confirmed.connect(self._on_note)
        self._panel.open_sheet(sheet)

    def _on_note(self) -> None:
        sheet = self._panel.sheet
        assert isinstance(sheet, TextSheet)
        self._record(commands.Note(sheet.text, self._site.key if self._site else None), kind=Ready.PHRASES)

    # --- a muscle and its sides ----------------------------------------------------------------------------------

    def muscle(self, muscle: str) -> None:
        """The sides of a muscle that have sites left; where only one has, that side at once."""
        visit, name = self._model.visit, self._model.protocol.muscle_name(muscle)
        of_side = {side: [site for site in visit.sites if (site.muscle, site.side) == (muscle, side)] for side in Side}
        left = {side: rest for side in _SIDES_AS_SEEN if (rest := rest_of_side(visit, muscle, side))}
        if len(left) == 1:
            self.side(muscle, *left)
            return
        facts = [
            f"{words.patients_side(side)}: {given_and_skipped(totals(of_side[side]))}".capitalize()
            for side in _SIDES_AS_SEEN
            if of_side[side]
        ]
        actions = [
            (str(side), "next-site", words.patients_side(side).capitalize(), f"{words.count(len(rest), 'site')} to do")
            for side, rest in left.items()
        ]
        self._muscle = muscle
        sheet = ActionSheet(self._theme, name, side=None, facts=facts, actions=actions)
        sheet.chosen.connect(self._on_muscle_side)
        self._panel.open_sheet(sheet)

    def _on_muscle_side(self, side: str) -> None:
        self.side(self._muscle, Side(side))

    def side(self, muscle: str, side: Side) -> None:
        """The rest of a muscle's side at once: names every site that it will record."""
        self._side_sites = rest_of_side(self._model.visit, muscle, side)
        name = self._model.protocol.muscle_name(muscle)
        count = len(self._side_sites)
        if not count:
            facts, actions = ["No site of this side is left to do."], []
        else:
            facts = ["It will record:", *(f"{site.name}, {words.units(site.units)}" for site in self._side_sites)]
            units = words.units(totals(self._side_sites).units_expected)
            actions = [
                ("give-side", "tick", f"Given, {words.count(count, 'site')}, {units}", "records them now"),
                ("skip-side", "skip", f"Skip {words.count(count, 'site')}", "needs a reason"),
                ("next-side", "next-site", "Make the first the next site", "records nothing"),
            ]
        sheet = ActionSheet(self._theme, name, side=side, facts=facts, actions=actions)
        sheet.chosen.connect(self._on_side_action)
        self._panel.open_sheet(sheet)

    def _on_side_action(self, action: str) -> None:
        sites = self._side_sites
        if action == "give-side":
            self._record(*(commands.Give(site.key) for site in sites))
        elif action == "next-side":
            self._panel.close_sheet()
            self._model.choose(sites[0].key)
        else:
            self._skip_side()

    def _skip_side(self) -> None:
        sites, keys = self._side_sites, {site.key for site in self._side_sites}
        rest = [replace(s, status=SiteStatus.SKIPPED) if s.key in keys else s for s in self._model.visit.sites]
        sheet = ReasonSheet(
            self._theme,
            f"Skip {words.count(len(sites), 'site')}",
            side=sites[0].side,
            reasons=self._ready.of(Ready.SKIP),
            main="Skip them",
            outcome=_becomes(rest),
            above=", ".join(site.name for site in sites),
        )
        sheet.confirmed.connect(self._on_skip_side)
        self._panel.open_sheet(sheet)

    def _on_skip_side(self) -> None:
        reason = self._reason()
        self._record(*(commands.Skip(site.key, reason) for site in self._side_sites), kind=Ready.SKIP)

    # --- what is only read ---------------------------------------------------------------------------------------

    def facts(self, title: str, lines: list[str]) -> None:
        self._panel.open_sheet(ActionSheet(self._theme, title, side=None, facts=lines, actions=[]))

    def keys(self) -> None:
        self._panel.open_sheet(KeysSheet(self._theme))

    def resumed(self) -> None:
        """The visit goes on where it stopped; the one site that may be in doubt is asked about."""
        visit = self._model.visit
        facts = [f"{words.count(len(self._model.events), 'entry', 'entries')} read back, all intact."]
        if visit.acts:
            last = visit.acts[-1][-1].at
            day = "" if last.date() == self._model.clock().date() else f"{words.day(last)} "
            told = in_sentence(act_words(visit, visit.acts[-1]))
            facts.append(unbroken(f"Last on disk: {told}, {day}{words.clock_seconds(last)}."))
        facts.append("Was another site given after that?")
        actions = [
            ("go-on", "tick", "No, go on", "the next site is as shown"),
            ("choose", "hand", "Yes, choose it", "touch it on the diagram, then Injected"),
        ]
        sheet = ActionSheet(self._theme, "Picking up where it stopped", side=None, facts=facts, actions=actions)
        sheet.setObjectName("resumed")
        sheet.chosen.connect(self._panel.close_sheet)
        self._panel.open_sheet(sheet)

    # --- inside --------------------------------------------------------------------------------------------------


_SIDES_AS_SEEN = (Side.RIGHT, Side.MIDLINE, Side.LEFT)

_TO_DO_ACTIONS = (
    ("next", "next-site", "Make this the next site", "records nothing"),
    ("give", "tick", "Given, {units}", "records it now"),
    ("give-dose", "change-dose", "Given, another dose", "needs a reason"),
    ("dose", "change-dose", "Plan another dose", "needs a reason"),
    ("skip", "skip", "Skip", "needs a reason"),
    ("move", "hand", "Move it for this patient", "needs a reason"),
    ("note", "note", "Note on this site", ""),
    ("reaction", "drop", "Reaction at this site", ""),
)
_DONE_ACTIONS = {
    SiteStatus.GIVEN: (
        ("take-back", "undo", "Take back", "it is to do again; the history keeps both"),
        ("dose", "change-dose", "Correct the dose", "needs a reason"),
        ("note", "note", "Note on this site", ""),
        ("reaction", "drop", "Reaction at this site", ""),
    ),
    SiteStatus.SKIPPED: (
        ("give", "tick", "Given after all, {units}", "records it now"),
        ("take-back", "undo", "Take the skip back", "it is to do again"),
        ("note", "note", "Note on this site", ""),
        ("reaction", "drop", "Reaction at this site", ""),
    ),
}


def _facts(site: SiteState) -> list[str]:
    """When, how much and why, as far as the site has it."""
    facts = []
    at = f" at {words.clock_seconds(site.at)}" if site.at else ""
    if site.status is SiteStatus.GIVEN:
        facts.append(f"Given, {words.units(site.units)}{at}.")
    elif site.status is SiteStatus.SKIPPED:
        facts.append(f"Skipped{at}: {site.skip_reason}")
    if site.dose_changed:
        facts.append(f"{words.units(site.units)}, planned {words.figure(site.planned_units)}: {site.dose_reason}")
    if site.added:
        facts.append(f"Added in this visit: {site.added_reason}")
    if site.moved:
        facts.append(f"Moved for this patient: {site.moved_reason}")
    if site.place:
        facts.append(f"{site.place[:1].upper()}{site.place[1:]}.")
    facts += [f"Reaction: {reaction_words(seen)}" for seen in site.reactions]
    return facts + [f"Note: {note}" for note in site.notes]


def _becomes(sites: list[SiteState]) -> str:
    sums = totals(sites)
    count = sums.sites_given + sums.sites_to_do
    return f"Total becomes {words.units(sums.units_expected)}, {words.count(count, 'site')}"
