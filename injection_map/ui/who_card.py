"""Who injects, and who assists: one of the people of the house by one tap, or a name that is typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.checks import Field, Finding, Level, clean_line, line_fault
from injection_map.ui.controls import Button, Text
from injection_map.ui.field_words import LABELS
from injection_map.ui.fields import LineField
from injection_map.ui.page_menu import open_menu
from injection_map.ui.sections import Section
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
        self._role_of = ""
        self._by_itself = ""
        self.fields = {field: self._field(field) for field in (Field.CLINICIAN, Field.ROLE, Field.ASSISTANT)}
        self.fields[Field.CLINICIAN].line.setAccessibleName("Name of who treats")
        self.fields[Field.ASSISTANT].line.setAccessibleName("Name of who assists")
        self.fields[Field.ASSISTANT].line.setPlaceholderText("Name")
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
        """Offer these by one tap; with more than fit, the rest in a menu. Another name can still be typed.

        The only one is entered without a tap.
        """
        self._people = tuple(people)
        for button in (*self.people_buttons, *self.helper_buttons):
            button.hide()
            button.setParent(None)
            button.deleteLater()
        self.people_buttons = self._offer(self._offered, "who", self._choose_clinician)
        self.helper_buttons = self._offer(self._helpers, "with", self._choose_assistant)
        self._assists.setVisible(bool(self.helper_buttons))
        self.fields[Field.ASSISTANT].label.setVisible(not self.helper_buttons)
        if len(self._people) == 1 and not self.fields[Field.CLINICIAN].text:
            self.set_clinician(self._people[0].clinician)
            self._by_itself = self._people[0].name

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
        self._role_of, self._by_itself = clean_line(clinician.name), ""

    def set_assistants(self, assistants: Sequence[Clinician]) -> None:
        self.fields[Field.ASSISTANT].set_text(assistants[0].name if assistants else "")

    @property
    def clinician(self) -> Clinician:
        """As it is shown, to the letter."""
        from injection_map.domain.events import Clinician  # the first frame waits for what this page imports

        return Clinician(clean_line(self.fields[Field.CLINICIAN].text), clean_line(self.fields[Field.ROLE].text))

    @property
    def chosen(self) -> Clinician | None:
        """Who treats, when somebody said so: nobody else's visit is taken over by a name that entered itself."""
        clinician = self.clinician
        return clinician if clinician.name and clinician.name != self._by_itself else None

    @property
    def assistants(self) -> tuple[Clinician, ...]:
        """With the role that they have in the house."""
        from injection_map.domain.events import Clinician  # the first frame waits for what this page imports

        name = clean_line(self.fields[Field.ASSISTANT].text)
        return (Clinician(name, self._known_role(name)),) if name else ()

    def _known_role(self, name: str) -> str:
        return next((person.role for person in self._people if person.name == name), "")

    def _follow_name(self) -> None:
        """Another name has another role: nobody is recorded with that of the one before."""
        name, before = clean_line(self.fields[Field.CLINICIAN].text), self._role_of
        role = clean_line(self.fields[Field.ROLE].text)
        if name != before and role in ("", self._known_role(before)):
            self.fields[Field.ROLE].set_text(self._known_role(name))
        self._role_of = name

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
        injects = clean_line(self.fields[Field.CLINICIAN].text)
        for button in self.helper_buttons:
            button.setVisible(button.text() != injects)
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
        if field is self.fields[Field.CLINICIAN]:
            self._follow_name()
        self.refresh()
        self.changed.emit()

    def _on_entered(self) -> None:
        lines = list(self.fields.values())
        place = next(i for i, field in enumerate(lines) if field is self.sender())
        if place + 1 < len(lines):
            lines[place + 1].line.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.entered.emit()
