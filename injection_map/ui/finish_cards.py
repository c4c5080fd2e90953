"""What the finish page asks: sites left, what differed, where the vial went, and how the patient is."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Finding
from injection_map.domain.dosing import discarded_units, totals, volume_ml
from injection_map.domain.finish_checks import NONE_SEEN, REACTIONS, gap_words, parse_units, unaccounted_units
from injection_map.domain.session import SiteState, Visit
from injection_map.ui.chair.changes import MarkSign
from injection_map.ui.chair.look import look_of
from injection_map.ui.controls import Button, Line, Text
from injection_map.ui.fields import LineField, Message
from injection_map.ui.sections import Overflow, Section, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.wording import change_words, site_and_side

_LISTED = 4
_LIST_PX = 200
"""A longer list of changes scrolls."""


class LeftCard(Section):
    """Sites still to do: which, and why they are left."""

    def __init__(self, theme: Theme, visit: Visit) -> None:
        count = len(visit.to_do)
        super().__init__(theme, f"{words.count(count, 'site')} left to do")
        self.body.addWidget(Text(theme, "second", left_words(visit.to_do), colour="t2", wrap=True))
        self.reason = LineField(theme, "Why they are left" if count > 1 else "Why it is left", name="left-reason")
        self.body.addWidget(self.reason)
        if not count:
            self.hide()


def left_words(sites: tuple[SiteState, ...]) -> str:
    """Temporalis 3, left; temporalis 4, left; and 5 more"""
    named = "; ".join(site_and_side(site) for site in sites[:_LISTED])
    more = len(sites) - _LISTED
    return f"{named}; and {more} more" if more > 0 else named


class ChangesCard(Section):
    """Every difference from the protocol with its reason. A long list scrolls inside the card."""

    def __init__(self, theme: Theme, visit: Visit) -> None:
        super().__init__(theme, "Changes from the protocol")
        differing = [site for site in visit.sites if site.differs]
        if not differing:
            self.body.addWidget(Text(theme, "second", "None: all is as planned.", colour="t2"))
            self.body.addStretch(1)
            return
        self.say(f"{len(differing)} with reasons" if len(differing) > 1 else "1 with a reason")
        rows = QWidget()
        box = QVBoxLayout(rows)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for site in differing:
            box.addWidget(Line())
            box.addLayout(self._row(site))
        box.addStretch(1)
        listed = Overflow(theme, rows)
        listed.shrink_first(min(rows.sizeHint().height(), _LIST_PX))
        self.body.addWidget(listed, 1)

    def _row(self, site: SiteState) -> QHBoxLayout:
        title, reason = change_words(site)
        row = QHBoxLayout()
        roomy(self.theme, row, spacing=(8, 8), margins=((0, 0), (9, 6), (0, 0), (9, 6)))
        row.addWidget(MarkSign(self.theme, look_of(site, next_site=None)), 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout()
        box.setSpacing(1)
        box.addWidget(Text(self.theme, "second-strong", title, wrap=True))
        box.addWidget(Text(self.theme, "small", reason, colour="t2", wrap=True))
        row.addLayout(box, 1)
        return row


class BalanceCard(Section):
    """Given and discarded come to what the vial held, or a reason says why not."""

    changed = Signal()

    def __init__(self, theme: Theme, visit: Visit) -> None:
        super().__init__(theme, "Vial balance", badge=True)
        self._visit = visit
        vials = visit.vials
        self._held = sum((vial.units for vial in vials), Decimal(0))
        self._given = totals(visit.sites).units_given
        self._bar = _BalanceBar(theme)
        self.body.addWidget(self._bar)
        self.discarded = LineField(theme, "Discarded, units", name="discarded")
        self.discarded.set_text(words.figure(max(Decimal(0), discarded_units(visit))))
        self.discarded.changed.connect(self._on_changed)
        self.body.addLayout(self._equation())
        self.reason = LineField(theme, "Why it does not balance", name="balance-reason")
        self.reason.changed.connect(self.changed)
        self.body.addWidget(self.reason)
        if not vials:
            self.hide()
        self.refresh()

    def _equation(self) -> QGridLayout:
        grid = QGridLayout()
        roomy(self.theme, grid, spacing=(16, 10))
        parts = ((words.figure(self._given), "units given"), ("+", ""), None, ("=", ""))
        for column, part in enumerate((*parts, (words.figure(self._held), "in the vial"))):
            if part is None:
                grid.addWidget(self.discarded, 0, column, 3, 1)
                grid.setColumnStretch(column, 1)
                continue
            figure, below = part
            grid.addWidget(Text(self.theme, "label", below, colour="t2"), 0, column)
            colour = "t1" if below else "t3"
            grid.addWidget(Text(self.theme, "total", figure, colour=colour), 1, column)
        grid.setRowStretch(1, 1)
        grid.setRowMinimumHeight(2, 18)
        return grid

    def _on_changed(self) -> None:
        self.refresh()
        self.changed.emit()

    def refresh(self) -> None:
        """The sum as it stands: the bar, the sign and the words follow what is typed."""
        discarded = parse_units(self.discarded.text)
        gap = None if discarded is None else unaccounted_units(self._visit, discarded)
        fine = gap == 0
        if self.badge is not None:
            self.badge.set_fine(fine)
        self.say("Balances" if fine else "Does not balance", "ok" if fine else "bad", strong=True)
        if gap is not None:
            self.reason.label.setText(f"{gap_words(gap)} Why?")
        self.reason.setVisible(gap is not None and not fine)
        self._bar.show_parts(self._given, discarded or Decimal(0), self._held)

    def say_findings(self, discarded: Finding | None, reason: Finding | None) -> None:
        self.discarded.say(discarded, self._volume())
        self.reason.say(reason)

    def _volume(self) -> str:
        units = parse_units(self.discarded.text)
        vials = self._visit.vials
        if units is None or not vials:
            return ""
        return f"{words.millilitres(volume_ml(units, vials[0]))} mL"


class _BalanceBar(QWidget):
    """The vial as a bar: given solid, discarded hatched, what nobody accounts for left open."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parts = (Decimal(0), Decimal(0), Decimal(0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(44, 34))

    def show_parts(self, given: Decimal, discarded: Decimal, held: Decimal) -> None:
        self._parts = (given, discarded, held)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        given, discarded, held = self._parts
        whole = float(max(held, given + discarded)) or 1.0
        frame = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        outline = QPainterPath()
        outline.addRoundedRect(frame, 8, 8)
        painter.fillPath(outline, theme.colour("surface"))
        painter.setClipPath(outline)
        given_end = frame.width() * float(given) / whole
        discarded_end = given_end + frame.width() * float(discarded) / whole
        solid = QRectF(frame.left(), frame.top(), given_end, frame.height())
        hatched = QRectF(frame.left() + given_end, frame.top(), discarded_end - given_end, frame.height())
        painter.fillRect(solid, theme.colour("ok"))
        painter.fillRect(hatched, QBrush(theme.colour("line"), Qt.BrushStyle.BDiagPattern))
        painter.fillRect(QRectF(frame.left() + given_end - 0.75, 0, 1.5, self.height()), theme.colour("t1"))
        painter.fillRect(QRectF(frame.left() + discarded_end - 0.75, 0, 1.5, self.height()), theme.colour("t1"))
        painter.setFont(theme.font("small-strong"))
        self._write(painter, solid, f"Given {words.figure(given)}", "surface")
        self._write(painter, hatched, words.figure(discarded), "t1")
        painter.setClipping(False)
        painter.setPen(QPen(theme.colour("t1"), 1.5))
        painter.drawPath(outline)

    def _write(self, painter: QPainter, rect: QRectF, text: str, colour: str) -> None:
        if painter.fontMetrics().horizontalAdvance(text) + 12 <= rect.width():
            painter.setPen(self._theme.colour(colour))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


class ReactionsCard(Section):
    """How the patient is. Nothing is chosen beforehand: unanswered looks different from none."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Reactions", badge=True)
        grid = QGridLayout()
        roomy(theme, grid, spacing=(8, 6), rows=(8, 6))
        self.choices = [Button(theme, name, kind="choice", height_px=(50, 46)) for name in REACTIONS]
        for i, choice in enumerate(self.choices):
            choice.setObjectName(f"reaction-{i + 1}")
            choice.clicked.connect(self._on_clicked)
            grid.addWidget(choice, i // 3, i % 3)
        self.body.addLayout(grid)
        self.words = LineField(theme, "What was seen, and what was done", name="reaction-words")
        self.words.changed.connect(self.changed)
        self.words.hide()
        self.body.addWidget(self.words)
        self.message = Message(theme)
        self.message.hide()
        self.body.addWidget(self.message)
        self.body.addStretch(1)

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(choice.text() for choice in self.choices if choice.isChecked())

    def _on_clicked(self) -> None:
        """None seen and a reaction exclude each other."""
        none_seen, *seen = self.choices
        if self.sender() is none_seen and none_seen.isChecked():
            for choice in seen:
                choice.setChecked(False)
        elif self.sender() is not none_seen:
            none_seen.setChecked(False)
        self.words.setVisible(bool(self.chosen) and NONE_SEEN not in self.chosen)
        self.changed.emit()

    def say_findings(self, chosen: Finding | None, typed: Finding | None, *, answered: bool) -> None:
        if self.badge is not None:
            self.badge.set_fine(answered)
        self.message.say(chosen, "")
        self.message.setVisible(chosen is not None)
        self.words.say(typed)
