"""What is told of the time since the last visit: four figures and the reactions; takes the place of the cards.

None of it has to be asked. Before a first treatment there are only the scores that it will be held against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from injection_map.domain.checks import Finding, Level
from injection_map.domain.events import ReactionSince
from injection_map.domain.follow_up import (
    SINCE_REACTIONS,
    Score,
    SinceDraft,
    reactions_fault,
    read_score,
    score_class,
    stepped,
)
from injection_map.domain.intervals import LastVisit
from injection_map.domain.pause_draft import PauseDraft, since_field
from injection_map.domain.protocol import Protocol
from injection_map.domain.reasons import OTHER_REACTION
from injection_map.domain.safety_pause import PauseFinding
from injection_map.domain.session import SiteState
from injection_map.ui.controls import Button, ElidedText, Text
from injection_map.ui.fields import LineField
from injection_map.ui.pause_cards import finding_of
from injection_map.ui.sections import Overflow, Section, roomy
from injection_map.ui.site_chooser import SiteChooser, left_out_words
from injection_map.ui.theme import Theme

_SHARES = (10, 17, 13)
_COLUMNS = 2
_LONG_NAME = 24
"""A reaction with more letters has a row of its own."""
_FIGURES = {
    Score.HEADACHE_DAYS: ("Headache days", "in 28 days, from the diary"),
    Score.HIT6: ("HIT-6", "36 to 78"),
    Score.MIDAS: ("MIDAS", "0 to 270"),
    Score.WEAR_OFF_WEEK: ("Worn off in week", "after the last treatment"),
}


class SincePanel(QWidget):
    """Figures are typed or stepped, reactions picked; each may have its sites and words."""

    changed = Signal()
    closed = Signal()

    def __init__(
        self, theme: Theme, protocol: Protocol, last_visit: LastVisit | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._protocol, self._first = theme, protocol, last_visit is None
        self._added = last_visit.added if last_visit else ()
        self._choosing: ToldReaction | None = None
        self.setObjectName("since-panel")
        self.fields: dict[Score, FigureField] = {}
        self.picks: dict[str, Button] = {}
        self.told: dict[str, ToldReaction] = {}
        self.none = self._choice("None", "no-reactions")
        self.done = Button(theme, "Done", kind="primary", icon="tick", height_px=(60, 52))
        self.done.setObjectName("since-done")
        self.done.clicked.connect(self.closed)
        self.chooser = SiteChooser(
            theme,
            protocol,
            title="Where was it?",
            chosen="At",
            none="At no site in particular",
            without=last_visit.skipped if last_visit else (),
            added=self._added,
            name="since-site",
        )
        self.chooser.chosen.connect(self._on_sites_chosen)
        self.chooser.closed.connect(self._close_chooser)
        self._build()

    # --- building -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._stack = QStackedLayout(self)
        content = QWidget()
        columns = QHBoxLayout(content)
        roomy(self._theme, columns, spacing=(12, 8))
        reactions = self._reactions()
        for column, share in zip((self._figures(), reactions, self._told()), _SHARES, strict=True):
            columns.addWidget(column, share)
        reactions.setVisible(not self._first)
        self._stack.addWidget(content)
        self._stack.addWidget(self.chooser)

    def _figures(self) -> Section:
        section = Section(self._theme, "Before the first treatment" if self._first else "Since the last visit")
        section.say("May be left out")
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 6, 0)
        box.setSpacing(4)
        for score, (label, hint) in _FIGURES.items():
            field = FigureField(self._theme, score, label, hint, parent=content)
            field.changed.connect(self._on_changed)
            self.fields[score] = field
            box.addWidget(field)
            field.setVisible(not (self._first and score is Score.WEAR_OFF_WEEK))
        box.addStretch(1)
        section.body.addWidget(Overflow(self._theme, content), 1)
        return section

    def _reactions(self) -> Section:
        section = Section(self._theme, "Reactions since")
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setSpacing(8)
        grid.addWidget(self.none, 0, 0, 1, _COLUMNS)
        self.none.clicked.connect(self._on_none)
        cell = _COLUMNS
        for number, reaction in enumerate(SINCE_REACTIONS, start=1):
            pick = self._choice(reaction, f"since-reaction-{number}")
            pick.clicked.connect(self._on_pick)
            self.picks[reaction] = pick
            cells = _COLUMNS if len(reaction) > _LONG_NAME else 1
            grid.addWidget(pick, cell // _COLUMNS, cell % _COLUMNS, 1, cells)
            cell += cells
        grid.setRowStretch(grid.rowCount(), 1)
        section.body.addWidget(Overflow(self._theme, content), 1)
        return section

    def _told(self) -> Section:
        section = Section(self._theme, "Headache diary" if self._first else "Where, and in words")
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 6, 0)
        box.setSpacing(10)
        asked = (
            "What is told now is what later visits are held against."
            if self._first
            else "A reaction that is picked can have its sites of the last visit, and words."
        )
        self._nothing = Text(self._theme, "second", asked, colour="t2", wrap=True, parent=content)
        box.addWidget(self._nothing)
        for reaction in SINCE_REACTIONS:
            row = ToldReaction(self._theme, self._protocol, reaction, added=self._added, parent=content)
            row.changed.connect(self._on_changed)
            row.where_asked.connect(self._on_where)
            row.hide()
            self.told[reaction] = row
            box.addWidget(row)
        box.addStretch(1)
        section.body.addWidget(Overflow(self._theme, content), 1)
        section.body.addWidget(self.done)
        return section

    def _choice(self, text: str, name: str) -> Button:
        button = Button(self._theme, text, kind="choice", align_left=True, height_px=(54, 48))
        button.setObjectName(name)
        return button

    # --- what the user does ---------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        self._mark()
        self.changed.emit()

    def _on_none(self) -> None:
        """None of them: what was picked before is no more."""
        if self.none.isChecked():
            for pick in self.picks.values():
                pick.setChecked(False)
        self._on_changed()

    def _on_pick(self) -> None:
        self.none.setChecked(False)
        self._on_changed()

    def _on_where(self) -> None:
        row = self.sender()
        assert isinstance(row, ToldReaction)
        self._choosing = row
        self.chooser.show_chosen(row.sites)
        self._stack.setCurrentIndex(1)
        self.chooser.first_focus().setFocus(Qt.FocusReason.TabFocusReason)

    def _on_sites_chosen(self, keys: tuple[str, ...]) -> None:
        assert self._choosing is not None
        self._choosing.show_sites(keys)
        self._close_chooser()
        self._on_changed()

    def _close_chooser(self) -> None:
        row, self._choosing = self._choosing, None
        self._stack.setCurrentIndex(0)
        if row is not None:
            row.where.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    # --- the draft ------------------------------------------------------------------------------------------------

    def first_focus(self) -> QWidget:
        return self.fields[Score.HEADACHE_DAYS].field.line

    def place_of(self, field: str) -> QWidget:
        """Where a finding is mended."""
        for score, figure in self.fields.items():
            if field == since_field(score):
                return figure.field.line
        wrong = (row for row in self.told.values() if row.isVisibleTo(self) and row.fault)
        return next((row.detail.line for row in wrong), self.done)

    def touch(self) -> None:
        """Faults are said from now on."""
        for row in self.told.values():
            row.detail.touch()

    def show_draft(self, draft: PauseDraft) -> None:
        since = draft.since
        for score, field in self.fields.items():
            field.field.set_text(since.text(score))
        self.none.setChecked(since.no_reactions)
        for reaction, row in self.told.items():
            told = [one for one in since.reactions if one.reaction == reaction]
            self.picks[reaction].setChecked(bool(told))
            row.show_told(told)
        self._mark()

    def filled_in(self, draft: PauseDraft) -> PauseDraft:
        picked = [row for reaction, row in self.told.items() if self.picks[reaction].isChecked()]
        since = SinceDraft(
            **{str(score): field.field.text for score, field in self.fields.items()},
            reactions=tuple(told for row in picked for told in row.told),
            no_reactions=self.none.isChecked(),
        )
        return replace(draft, since=since)

    def say_findings(self, findings: Sequence[PauseFinding]) -> None:
        """`findings` are those of any card."""
        for score, field in self.fields.items():
            field.say(finding_of(findings, since_field(score)))
        self._mark()

    def _mark(self) -> None:
        """The rows of what is picked."""
        for reaction, row in self.told.items():
            row.setVisible(self.picks[reaction].isChecked())
            row.say()
        self._nothing.setVisible(not any(pick.isChecked() for pick in self.picks.values()))


class FigureField(QWidget):
    """A figure that is typed, or stepped by two buttons beside it; below it the class that it falls in."""

    changed = Signal()

    def __init__(self, theme: Theme, score: Score, label: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._score, self._hint = theme, score, hint
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.field = LineField(theme, label, name=since_field(score), hint=hint, parent=self)
        self.field.touch()
        self.field.changed.connect(self.changed)
        row.addWidget(self.field, 1)
        for name, icon, spoken in (("fewer", "minus", "One less"), ("more", "plus", "One more")):
            row.addLayout(self._step(name, icon, f"{label}: {spoken}"))

    def _step(self, name: str, icon: str, spoken: str) -> QVBoxLayout:
        """Level with the line, not with its label."""
        box = QVBoxLayout()
        box.setSpacing(3)
        button = Button(self._theme, "", icon=icon, height_px=(54, 46), parent=self)
        button.setObjectName(f"{since_field(self._score)}-{name}")
        button.setAccessibleName(spoken)
        button.setFixedWidth(54)
        button.clicked.connect(self._on_more if name == "more" else self._on_fewer)
        box.addWidget(Text(self._theme, "label", parent=self))
        box.addWidget(button)
        box.addStretch(1)
        return box

    def _on_fewer(self) -> None:
        self._step_by(-1)

    def _on_more(self) -> None:
        self._step_by(1)

    def _step_by(self, by: int) -> None:
        self.field.line.setText(stepped(self._score, self.field.text, by))

    def say(self, finding: Finding | None) -> None:
        value = read_score(self._score, self.field.text)
        named = score_class(self._score, value) if value is not None else ""
        self.field.say(finding, f"{named}; {self._hint}" if named else self._hint)


class ToldReaction(QWidget):
    """One reaction that was picked: at which sites, and what was said of it."""

    changed = Signal()
    where_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        protocol: Protocol,
        reaction: str,
        *,
        added: Sequence[SiteState] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`added` are the sites of the last visit that the protocol has not."""
        super().__init__(parent)
        self._theme, self._protocol, self._reaction, self._added = theme, protocol, reaction, added
        self.sites: tuple[str, ...] = ()
        number = SINCE_REACTIONS.index(reaction) + 1
        self.setObjectName(f"told-{number}")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        head = QHBoxLayout()
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(Text(theme, "base-strong", reaction, wrap=True, parent=self))
        self._places = ElidedText(theme, "label", colour="t2", parent=self)
        said.addWidget(self._places)
        head.addLayout(said, 1)
        self.where = Button(theme, "Where", height_px=(48, 44), parent=self)
        self.where.setObjectName(f"told-{number}-where")
        self.where.setAccessibleName(f"{reaction}: at which sites")
        self.where.clicked.connect(self.where_asked)
        head.addWidget(self.where)
        box.addLayout(head)
        label = "Which reaction" if reaction == OTHER_REACTION else "In words, if needed"
        self.detail = LineField(theme, label, name=f"told-{number}-detail", parent=self)
        self.detail.line.setAccessibleName(f"{reaction}: {label}")
        self.detail.changed.connect(self.changed)
        self.detail.left.connect(self.changed)
        box.addWidget(self.detail)
        self.show_sites(())

    @property
    def told(self) -> tuple[ReactionSince, ...]:
        """One for each site, or one for none."""
        detail = self.detail.text
        return tuple(ReactionSince(self._reaction, site, detail) for site in self.sites or (None,))

    @property
    def fault(self) -> str | None:
        return reactions_fault(self.told)

    def show_told(self, told: Sequence[ReactionSince]) -> None:
        self.detail.set_text(told[0].detail if told else "")
        self.show_sites(tuple(one.site for one in told if one.site is not None))

    def show_sites(self, keys: tuple[str, ...]) -> None:
        self.sites = keys
        self._places.setText(left_out_words(self._protocol, keys, self._added))
        self._places.setVisible(bool(keys))
        self.where.setText("Change" if keys else "Where")
        self.where.updateGeometry()

    def say(self) -> None:
        fault = self.fault
        self.detail.say(Finding(self.detail.line.objectName(), Level.ERROR, fault) if fault else None)
