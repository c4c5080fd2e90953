"""Who injects, and who assists: one of the people of the house by one tap, or a name that is typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.checks import Field, Finding, Level, clean_line, line_fault
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import LineField
from injection_map.ui.page_menu import open_menu
from injection_map.ui.sections import Section
from injection_map.ui.start_words import LABELS
from injection_map.ui.theme import Theme

if TYPE_CHECKING:
    from injection_map.domain.events import Clinician
    from injection_map.domain.people import Person

MOST_PEOPLE = 3


class WhoCard(Section):
    """Names and roles as typed; `clinician` and `assistants` are what they mean."""

    changed = Signal()
    entered = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Who treats", parent=parent)
        self._people: tuple[Person, ...] = ()
        self.fields = {field: self._field(field) for field in (Field.CLINICIAN, Field.ROLE, Field.ASSISTANT)}
        self.fields[Field.CLINICIAN].line.setAccessibleName("Name of who treats")
        self.fields[Field.ASSISTANT].line.setAccessibleName("Name of who assists")
        self._offered = QHBoxLayout()
        self._helpers = QHBoxLayout()
        self.people_buttons: list[Button] = []
        self.helper_buttons: list[Button] = []
        self._lay_out()

    def _field(self, field: Field) -> LineField:
        made = LineField(self.theme, LABELS[field], name=field, parent=self)
        made.changed.connect(self.changed)
        made.left.connect(self._on_left)
        made.entered.connect(self._on_entered)
        return made

    def _lay_out(self) -> None:
        self.body.addLayout(self._offered)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for column, field in enumerate((Field.CLINICIAN, Field.ROLE)):
            grid.addWidget(self.fields[field], 0, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        assisting = QVBoxLayout()
        assisting.setSpacing(3)
        self._assists = Text(self.theme, "label", "Who assists, if anybody", colour="t2", parent=self)
        assisting.addWidget(self._assists)
        assisting.addLayout(self._helpers)
        self.body.addLayout(assisting)
        self.body.addWidget(self.fields[Field.ASSISTANT])
        self._assists.hide()

    def set_people(self, people: Sequence[Person]) -> None:
        """Offer these by one tap; with more than fit, the rest in a menu. Another name can still be typed."""
        self._people = tuple(people)
        for button in (*self.people_buttons, *self.helper_buttons):
            button.hide()
            button.setParent(None)
            button.deleteLater()
        self.people_buttons = self._offer(self._offered, "who", self._choose_clinician)
        self.helper_buttons = self._offer(self._helpers, "with", self._choose_assistant)
        self._assists.setVisible(bool(self.helper_buttons))
        self.fields[Field.ASSISTANT].label.setVisible(not self.helper_buttons)

    def _offer(self, row: QHBoxLayout, beginning: str, choose: object) -> list[Button]:
        assert callable(choose)
        few = len(self._people) <= MOST_PEOPLE
        shown = self._people if few else self._people[: MOST_PEOPLE - 1]
        buttons = [self._person_button(person.name, f"{beginning}-{i}") for i, person in enumerate(shown)]
        for button, person in zip(buttons, shown, strict=True):
            button.clicked.connect(partial(choose, person))
        if not few:
            others = self._person_button("Others", f"{beginning}-others")
            rows = [(person.name, partial(choose, person)) for person in self._people[MOST_PEOPLE - 1 :]]
            others.clicked.connect(partial(open_menu, self.theme, others, rows))
            buttons.append(others)
        for button in buttons:
            row.addWidget(button, 1)
        return buttons

    def _person_button(self, name: str, object_name: str) -> Button:
        button = Button(
            self.theme,
            name,
            kind="choice",
            icon="person",
            height_px=(48, 44),
            align_left=True,
            role="small-strong",
            parent=self,
        )
        button.setObjectName(object_name)
        return button

    def _choose_clinician(self, person: Person) -> None:
        self.set_clinician(person.clinician)
        if clean_line(self.fields[Field.ASSISTANT].text) == person.name:
            self.fields[Field.ASSISTANT].set_text("")
        self.changed.emit()

    def _choose_assistant(self, person: Person) -> None:
        """The same one again: nobody."""
        chosen = clean_line(self.fields[Field.ASSISTANT].text) == person.name
        self.fields[Field.ASSISTANT].set_text("" if chosen else person.name)
        self.changed.emit()

    def set_clinician(self, clinician: Clinician) -> None:
        for field, text in ((Field.CLINICIAN, clinician.name), (Field.ROLE, clinician.role)):
            self.fields[field].set_text(text)
            self.fields[field].touch()

    def set_assistants(self, assistants: Sequence[Clinician]) -> None:
        self.fields[Field.ASSISTANT].set_text(assistants[0].name if assistants else "")

    @property
    def clinician(self) -> Clinician:
        return self._as_known(self.fields[Field.CLINICIAN].text, self.fields[Field.ROLE].text)

    @property
    def assistants(self) -> tuple[Clinician, ...]:
        name = clean_line(self.fields[Field.ASSISTANT].text)
        return (self._as_known(name, ""),) if name else ()

    def _as_known(self, name: str, role: str) -> Clinician:
        from injection_map.domain.events import Clinician  # the first frame waits for what this page imports

        name, role = clean_line(name), clean_line(role)
        known = next((person.role for person in self._people if person.name == name), "")
        return Clinician(name, role or known)

    @property
    def findings(self) -> tuple[Finding, ...]:
        found = [(field, line_fault(field, widget.text)) for field, widget in self.fields.items()]
        same = clean_line(self.fields[Field.ASSISTANT].text).casefold()
        if same and same == clean_line(self.fields[Field.CLINICIAN].text).casefold():
            found.append((Field.ASSISTANT, "Who injects cannot assist as well."))
        return tuple(Finding(field, Level.ERROR, sentence) for field, sentence in found if sentence)

    def refresh(self) -> None:
        """The findings at their fields, and who of those that are offered is chosen."""
        for field, buttons in ((Field.CLINICIAN, self.people_buttons), (Field.ASSISTANT, self.helper_buttons)):
            chosen = clean_line(self.fields[field].text)
            for button in buttons:
                button.setChecked(button.text() == chosen)
        findings = {finding.field: finding for finding in self.findings}
        for field, widget in self.fields.items():
            widget.say(findings.get(field))

    def touch(self) -> None:
        for widget in self.fields.values():
            widget.touch()
        self.refresh()

    def stops(self) -> list[QWidget]:
        """In the order of the Tab key."""
        named: list[QWidget] = [self.fields[field].line for field in (Field.CLINICIAN, Field.ROLE)]
        return [*self.people_buttons, *named, *self.helper_buttons, self.fields[Field.ASSISTANT].line]

    def _on_left(self) -> None:
        field = next(field for field in self.fields.values() if field is self.sender())
        if field.text != clean_line(field.text):
            field.set_text(clean_line(field.text))
        self.refresh()

    def _on_entered(self) -> None:
        lines = list(self.fields.values())
        place = next(i for i, field in enumerate(lines) if field is self.sender())
        if place + 1 < len(lines):
            lines[place + 1].line.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.entered.emit()
