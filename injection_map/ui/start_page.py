"""The first page: an unfinished visit to resume, and the form that starts a new one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import (
    Field,
    Finding,
    Level,
    StartDraft,
    is_expired,
    parse_expiry,
    start_findings,
)
from injection_map.domain.dates import moment_words
from injection_map.domain.protocol import Protocol
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import LineField
from injection_map.ui.notice_card import Notice, NoticeCard
from injection_map.ui.page import Page
from injection_map.ui.page_menu import open_menu
from injection_map.ui.protocol_picker import BrokenFile, ProtocolPicker
from injection_map.ui.resume_card import ResumeCard, UnfinishedVisit
from injection_map.ui.sections import GUTTER, Overflow, Section, roomy
from injection_map.ui.start_words import LABELS, MISSING_NAMES, hint, understood, vial_words
from injection_map.ui.theme import Theme

if TYPE_CHECKING:  # the first frame waits for what this page imports
    from injection_map.domain.events import Clinician
    from injection_map.domain.people import Person
    from injection_map.domain.ports import Clock

__all__ = ["BrokenFile", "StartPage", "UnfinishedVisit"]

CLOCK_MS = 10_000
MOST_OFFERED = 2
MOST_PEOPLE = 3


class StartPage(Page):
    """Constructor in, signals out. Who treats is remembered from visit to visit, a patient never."""

    start_requested = Signal(object)
    """A StartForm without errors."""
    resume_requested = Signal(str)
    records_requested = Signal()
    settings_requested = Signal()
    notice_acted = Signal(str)
    notice_put_away = Signal(str)
    lock_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        *,
        clock: Clock,
        protocols: Sequence[Protocol],
        broken: Sequence[BrokenFile] = (),
        unfinished: Sequence[UnfinishedVisit] = (),
        clinician: Clinician | None = None,
        month_first: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`month_first` reads 03/14/1981 as in the US."""
        super().__init__(parent)
        self._theme, self._clock, self._month_first = theme, clock, month_first
        self.setObjectName("start-page")
        self.fields: dict[Field, LineField] = {}
        self._mixed_is_now = True
        self._minutes = QTimer(self, interval=CLOCK_MS)
        self._minutes.timeout.connect(self._on_time_passed)
        self._notices, self._resume = QVBoxLayout(), QVBoxLayout()
        self.notice_cards: list[NoticeCard] = []
        self.resume_cards: list[ResumeCard] = []
        self.people_buttons: list[Button] = []
        self._people: tuple[Person, ...] = ()
        self._build(protocols, broken)
        if clinician is not None:
            self.fields[Field.CLINICIAN].set_text(clinician.name)
            self.fields[Field.ROLE].set_text(clinician.role)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.set_unfinished(unfinished)
        self._on_time_passed()

    # --- what the window tells the page -----------------------------------------------------------------------

    def set_unfinished(self, unfinished: Sequence[UnfinishedVisit]) -> None:
        """Offer these, newest first; more than two are left to the records."""
        for card in self.resume_cards:
            self._resume.removeWidget(card)
            card.deleteLater()
        today = self._clock().date()
        shown = unfinished[:MOST_OFFERED]
        self.resume_cards = [
            ResumeCard(self._theme, visit, today=today, first=i == 0) for i, visit in enumerate(shown)
        ]  # fmt: skip
        for card in self.resume_cards:
            card.resumed.connect(self.resume_requested)
            self._resume.addWidget(card)
        more = len(unfinished) - len(shown)
        self.records.setText(f"Records, {more} more unfinished" if more else "Records")
        self._refresh()

    def set_notices(self, notices: Sequence[Notice]) -> None:
        """What should be known about the records, above all else."""
        for card in self.notice_cards:
            card.hide()
            self._notices.removeWidget(card)
            card.deleteLater()
        self.notice_cards = [NoticeCard(self._theme, notice) for notice in notices]
        for card in self.notice_cards:
            card.acted.connect(self.notice_acted)
            card.put_away.connect(self.notice_put_away)
            self._notices.addWidget(card)

    def set_people(self, people: Sequence[Person]) -> None:
        """Offer these by one tap; with more than fit, the rest in a menu. Another name can still be typed."""
        for button in self.people_buttons:
            button.hide()
            button.setParent(None)
            button.deleteLater()
        self._people = tuple(people)
        few = len(people) <= MOST_PEOPLE
        shown = people if few else people[: MOST_PEOPLE - 1]
        self.people_buttons = [self._person_button(person.name, f"who-{i}") for i, person in enumerate(shown)]
        if not few:
            self.people_buttons.append(self._person_button("Others", "who-others"))
        before: QWidget = self.fields[Field.ALLERGIES].line
        for button in self.people_buttons:
            button.clicked.connect(self._on_who)
            self._offered.addWidget(button, 1)
            QWidget.setTabOrder(before, button)
            before = button
        QWidget.setTabOrder(before, self.fields[Field.CLINICIAN].line)
        self._refresh()

    def _person_button(self, name: str, object_name: str) -> Button:
        button = Button(
            self._theme, name, kind="quiet", icon="person", height_px=(48, 44), align_left=True, role="small-strong"
        )
        button.setObjectName(object_name)
        return button

    def _on_who(self) -> None:
        place = next(i for i, button in enumerate(self.people_buttons) if button is self.sender())
        if self.people_buttons[place].objectName() != "who-others":
            self._choose_person(self._people[place])
            return
        others = self._people[MOST_PEOPLE - 1 :]
        rows = [(person.name, partial(self._choose_person, person)) for person in others]
        open_menu(self._theme, self.people_buttons[place], rows)

    def _choose_person(self, person: Person) -> None:
        for field, text in ((Field.CLINICIAN, person.name), (Field.ROLE, person.role)):
            self.fields[field].set_text(text)
            self.fields[field].touch()
        self._refresh()

    def _on_menu(self) -> None:
        rows = [("Settings", self.settings_requested.emit), ("Lock the screen", self.lock_requested.emit)]
        open_menu(self._theme, self.menu, rows)

    def clear(self) -> None:
        """For the next patient. Who treats and with which protocol stays."""
        for field, widget in self.fields.items():
            if field not in (Field.CLINICIAN, Field.ROLE):
                widget.clear()
        self._mixed_is_now = True
        self._on_time_passed()

    def first_focus(self) -> QWidget:
        return self.resume_cards[0].button if self.resume_cards else self.fields[Field.NAME].line

    @property
    def draft(self) -> StartDraft:
        """The form as typed."""
        typed = {field.replace("-", "_"): widget.text for field, widget in self.fields.items()}
        return StartDraft(**typed, month_first=self._month_first)

    # --- building ---------------------------------------------------------------------------------------------

    # From the outside in, each widget with its parent from the start: with a style sheet in force Qt dresses a
    # widget anew whenever it moves, and built from the inside out the page took three times as long.

    def _field(self, field: Field, parent: QWidget) -> LineField:
        identifier = field in (Field.NUMBER, Field.LOT)
        widget = LineField(self._theme, LABELS[field], name=field, identifier=identifier, parent=parent)
        self.fields[field] = widget
        if field is Field.CLINICIAN:
            widget.line.setAccessibleName("Name of who treats")
        widget.changed.connect(self._on_changed)
        widget.left.connect(self._on_left)
        widget.entered.connect(self._on_entered)
        return widget

    def _build(self, protocols: Sequence[Protocol], broken: Sequence[BrokenFile]) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar())
        content = QWidget()
        box.addWidget(Overflow(self._theme, content, self), 1)
        within = QVBoxLayout(content)
        roomy(self._theme, within, spacing=(12, 8), margins=GUTTER)
        columns, left, right = QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
        within.addLayout(self._notices)
        within.addLayout(self._resume)
        within.addLayout(columns, 1)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        for layout in (self._notices, self._resume, columns, left, right):
            roomy(self._theme, layout, spacing=(12, 8))
        left.addWidget(self._patient_card(content))
        left.addWidget(self._clinician_card(content), 1)
        self.picker = ProtocolPicker(self._theme, protocols, broken, content)
        self.picker.changed.connect(self._refresh)
        right.addWidget(self.picker, 1)
        right.addWidget(self._vial_card(content))
        box.addWidget(self._foot())
        self._set_tab_order()

    def _bar(self) -> QFrame:
        self._top = QFrame(self)
        self._top.setProperty("role", "bar")
        row = QHBoxLayout(self._top)
        row.setContentsMargins(20, 0, 14, 0)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addStretch(1)
        titles.addWidget(Text(self._theme, "person", "Start a visit", parent=self._top))
        self._date = Text(self._theme, "second", colour="t2", parent=self._top)
        titles.addWidget(self._date)
        titles.addStretch(1)
        row.addLayout(titles, 1)
        self.records = Button(self._theme, "Records", kind="quiet", icon="search", parent=self._top)
        self.records.setObjectName("records")
        self.records.clicked.connect(self.records_requested)
        row.addWidget(self.records)
        self.menu = Button(self._theme, "", kind="quiet", icon="menu", parent=self._top)
        self.menu.setFixedWidth(52)
        self.menu.setObjectName("menu")
        self.menu.setAccessibleName("Menu")
        self.menu.clicked.connect(self._on_menu)
        row.addWidget(self.menu)
        return self._top

    def _patient_card(self, parent: QWidget) -> Section:
        card = Section(self._theme, "Patient", parent=parent)
        card.body.addWidget(self._field(Field.NAME, card))
        self._add_side_by_side(card, Field.BORN, Field.NUMBER)
        card.body.addWidget(self._field(Field.ALLERGIES, card))
        return card

    def _clinician_card(self, parent: QWidget) -> Section:
        card = Section(self._theme, "Who treats", parent=parent)
        self._offered = QHBoxLayout()
        card.body.addLayout(self._offered)
        self._add_side_by_side(card, Field.CLINICIAN, Field.ROLE)
        card.body.addStretch(1)
        return card

    def _vial_card(self, parent: QWidget) -> Section:
        card = Section(self._theme, "Vial", parent=parent)
        self._product = Text(self._theme, "base", wrap=True, parent=card)
        card.body.addWidget(self._product)
        self._add_side_by_side(card, Field.LOT, Field.EXPIRY)
        self._add_side_by_side(card, Field.MIXED, Field.EXPIRED_REASON)
        return card

    def _add_side_by_side(self, card: Section, first: Field, second: Field) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for column, field in enumerate((first, second)):
            grid.addWidget(self._field(field, card), 0, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        card.body.addLayout(grid)

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 14, 14, 14)
        row.setSpacing(14)
        self._progress = Text(self._theme, "body", parent=foot)
        self._progress.setObjectName("progress")
        row.addWidget(self._progress)
        self.go_to = Button(self._theme, "", kind="ask", icon="chevron-right", parent=foot)
        self.go_to.setObjectName("go-to-missing")
        self.go_to.clicked.connect(self._on_go_to)
        row.addWidget(self.go_to)
        row.addStretch(1)
        self.start = Button(
            self._theme, "Start treatment", kind="primary", height_px=(84, 80), role="title", parent=foot
        )
        self.start.setObjectName("start")
        self.start.clicked.connect(self._on_start)
        row.addWidget(self.start)
        return foot

    def _set_tab_order(self) -> None:
        """From top to bottom, the left column first, and the protocol before its vial."""
        before = [Field.NAME, Field.BORN, Field.NUMBER, Field.ALLERGIES, Field.CLINICIAN, Field.ROLE]
        after = [Field.LOT, Field.EXPIRY, Field.MIXED, Field.EXPIRED_REASON]
        stops: list[QWidget] = [self.fields[field].line for field in before]
        stops += [*self.picker.choices, *self.picker.readers]
        stops += [self.fields[field].line for field in after]
        stops += [self.go_to, self.start, self.records, self.menu]
        for earlier, later in pairwise(stops):
            QWidget.setTabOrder(earlier, later)

    # --- what the user does -----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_time_passed()
        self._minutes.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._minutes.stop()
        super().hideEvent(event)

    def _on_time_passed(self) -> None:
        """The day in the bar, and the time of mixing until somebody sets it: never under the cursor."""
        now = self._clock()
        self._date.setText(f"{words.weekday(now)} {words.day(now)}")
        mixed = self.fields[Field.MIXED]
        if self._mixed_is_now and not mixed.line.hasFocus():
            mixed.set_text(moment_words(now))
        self._refresh()

    def _on_changed(self) -> None:
        if self.sender() is self.fields[Field.MIXED]:
            self._mixed_is_now = False
        self._refresh()

    def _on_left(self) -> None:
        """What was typed is shown as it was understood."""
        field = next(field for field, widget in self.fields.items() if widget is self.sender())
        text = self.fields[field].text
        read = understood(field, text, now=self._clock(), month_first=self._month_first)
        if read and read != text:
            self.fields[field].set_text(read)
        self._refresh()

    def _on_entered(self) -> None:
        """Enter moves on: to the next field that is shown, after the last to the button."""
        shown = [widget for widget in self.fields.values() if not widget.isHidden()]
        index = next(i for i, widget in enumerate(shown) if widget is self.sender())
        target = shown[index + 1].line if index + 1 < len(shown) else self.start
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_go_to(self) -> None:
        errors = self._errors()
        if errors:
            self._go_to(Field(errors[0].field))

    def _go_to(self, field: Field) -> None:
        target = self.picker.first_focus() if field is Field.PROTOCOL else self.fields[field].line
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_start(self) -> None:
        for widget in self.fields.values():
            widget.touch()
        self._refresh()
        errors, protocol = self._errors(), self.picker.chosen
        if errors:
            self.picker.say_finding(next((finding for finding in errors if finding.field == Field.PROTOCOL), None))
            self._go_to(Field(errors[0].field))
        elif protocol is not None:
            from injection_map.domain.start_form import start_form

            self.start_requested.emit(start_form(self.draft, protocol, now=self._clock()))

    # --- what is to be said -----------------------------------------------------------------------------------

    def _findings(self) -> tuple[Finding, ...]:
        return start_findings(self.draft, self.picker.chosen, now=self._clock())

    def _errors(self) -> list[Finding]:
        return [finding for finding in self._findings() if finding.level is Level.ERROR]

    def _refresh(self) -> None:
        findings = {finding.field: finding for finding in self._findings()}
        for field, widget in self.fields.items():
            widget.say(findings.get(field), self._hint(field))
        expiry = parse_expiry(self.fields[Field.EXPIRY].text, month_first=self._month_first)
        expired = expiry is not None and is_expired(expiry, self._clock().date())
        self.fields[Field.EXPIRED_REASON].setVisible(expired)
        if self.picker.chosen is not None:
            self.picker.say_finding(None)
        self._product.setText(vial_words(self.picker.chosen))
        self._say_progress([f for f in findings.values() if f.level is Level.ERROR])

    def _hint(self, field: Field) -> str:
        text = self.fields[field].text
        return hint(field, text, self.picker.chosen, now=self._clock(), month_first=self._month_first)

    def _say_progress(self, errors: list[Finding]) -> None:
        self.go_to.setVisible(bool(errors))
        if not errors:
            self._progress.setText("All is filled in.")
        else:
            self._progress.setText(f"{len(errors)} left to fill in")
            self.go_to.setText(MISSING_NAMES[Field(errors[0].field)])
            self.go_to.setAccessibleName(f"Go to {self.go_to.text()}")
            self.go_to.updateGeometry()
        starting = any(self.fields[field].text for field in (Field.NAME, Field.BORN, Field.NUMBER))
        self.start.set_kind("primary" if starting or not self.resume_cards else "plain")
        for card in self.resume_cards[:1]:
            card.button.set_kind("plain" if starting else "primary")

    def _restyle(self) -> None:
        px = self._theme.px
        self._top.setFixedHeight(px(84, 66))
        self.start.setMinimumWidth(px(424, 356))
