"""What a screen reader is told without being asked: what was recorded and saved, and what was not."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from injection_map.domain import words
from injection_map.domain.commands import Refusal
from injection_map.domain.events import Event, Given
from injection_map.domain.session import UNDOABLE, SiteState
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import act_words, in_sentence, spoken_site


def announce(source: QWidget, text: str, *, urgent: bool = False) -> None:
    """Let a screen reader say `text` when it has finished, or at once."""
    event = QAccessibleAnnouncementEvent(source, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


class Announcer(QObject):
    """Follows a visit. An act is told once the disk has it: `Given, temporalis 2, …. Saved. Next, …`."""

    def __init__(self, model: VisitModel, source: QWidget) -> None:
        super().__init__(source)
        self._model, self._source = model, source
        self._acts: list[str] = []
        self._was_saved = True
        model.recorded.connect(self._on_recorded)
        model.saving_changed.connect(self._on_saving)
        model.refused.connect(self._on_refused)

    def _on_recorded(self, events: tuple[Event, ...]) -> None:
        sites = [site for event in events if isinstance(event.body, Given) and (site := self._site(event.body.site))]
        if len(sites) == 1:
            self._acts.append(f"Given, {_with_dose(sites[0])}.")
        elif sites:
            self._acts.append(f"Given, {words.count(len(sites), 'site')}.")
        elif self._model.taken_back is not None:
            self._acts.append(f"Taken back, {in_sentence(self._model.taken_back.spoken)}.")
        elif isinstance(events[0].body, UNDOABLE):
            told = act_words(self._model.visit, events, name=spoken_site)
            self._acts.append(f"{told[:1].upper()}{told[1:]}.")
        elif events[0].type == "redone":
            self._acts.append("Done again.")

    def _site(self, key: str) -> SiteState | None:
        return self._model.visit.site(key)

    def _on_saving(self) -> None:
        if self._model.all_saved and self._acts:
            next_site = self._model.next_site
            then = f"Next, {_with_dose(next_site)}." if next_site else "No site is left to do."
            announce(self._source, " ".join((*self._acts, "Saved.", then)))
            self._acts.clear()
        is_saved = self._model.save_state.kind != "not-saved"
        if self._was_saved and not is_saved:
            announce(self._source, f"Not saved. {self._model.save_state.sentence}", urgent=True)
        self._was_saved = is_saved

    def _on_refused(self, refusal: Refusal) -> None:
        announce(self._source, refusal.sentence, urgent=True)


def _with_dose(site: SiteState) -> str:
    return f"{spoken_site(site)}, {words.units(site.units)}"
