"""What now: the next site with its side, dose, how to find it, and its caution; every word from the protocol."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.protocol import Side, Site
from injection_map.domain.session import SiteState, SiteStatus
from injection_map.ui.chair.caution import Caution
from injection_map.ui.controls import Button, Card, ElidedText, IconLabel, Line, Text
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel
from injection_map.ui.wording import SIDE_LETTERS, SIDE_PLATES, site_and_side

WIPE_MS = 220


class SidePlate(QWidget):
    """The patient's side on the dark plate; it wipes once when the side changes."""

    def __init__(self, theme: Theme, *, motion: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._motion = theme, motion
        self._side = Side.LEFT
        self._wipe = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=WIPE_MS)
        self._wipe.valueChanged.connect(self._on_wipe)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_side(self, side: Side) -> None:
        if side is self._side:
            return
        self._side = side
        self.setAccessibleName(SIDE_PLATES[side].capitalize())
        if self._motion and self.isVisible():
            self._wipe.start()
        self.update()

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(72, 58))
        self.update()

    def _on_wipe(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        painter.fillRect(self.rect(), theme.colour("plate"))
        ink = theme.colour("on_plate")
        box, left = theme.px(46, 38), theme.px(20, 16)
        frame = QRectF(left, (self.height() - box) / 2, box, box).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(ink, 3))
        painter.drawRoundedRect(frame, 8, 8)
        font = theme.font("side")
        painter.setFont(font)
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, SIDE_LETTERS[self._side])
        words_rect = QRectF(left + box + 14, 0, self.width() - left - box - 20, self.height())
        painter.drawText(words_rect, Qt.AlignmentFlag.AlignVCenter, SIDE_PLATES[self._side])
        if self._wipe.state() is QVariantAnimation.State.Running:
            covered = self.width() * (1 - float(self._wipe.currentValue()))
            painter.fillRect(QRectF(self.width() - covered, 0, covered, self.height()), theme.colour("act"))


class NextCard(Card):
    """The card of the next site. It never scrolls: where there is no room it drops the source first."""

    change_asked = Signal()

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self.setObjectName("next-card")
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(self._head())
        self._plate = SidePlate(theme, motion=model.pace.motion)
        box.addWidget(self._plate)
        box.addLayout(self._dose_rows())
        self._line = Line()
        box.addWidget(self._line)
        box.addLayout(self._words())
        box.addLayout(self._then())
        theme.changed.connect(self._restyle)
        model.changed.connect(self.refresh)
        self._restyle()
        self.refresh()

    def _head(self) -> QHBoxLayout:
        self._head_row = QHBoxLayout()
        self._title = Text(self._theme, "base-strong", "Next")
        self._place = Text(self._theme, "second", colour="t3")
        self._head_row.addWidget(self._title, 1)
        self._head_row.addWidget(self._place)
        return self._head_row

    def _dose_rows(self) -> QVBoxLayout:
        self._dose_box = QVBoxLayout()
        self._name = Text(self._theme, "site", wrap=True)
        self._name.setObjectName("next-name")
        self._dose = Text(self._theme, "dose")
        self._volume = Text(self._theme, "lead", colour="t2")
        self.change_button = Button(self._theme, "Change", icon="change-dose")
        self.change_button.setObjectName("change-dose")
        self.change_button.clicked.connect(self.change_asked)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._dose)
        row.addWidget(self._volume, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.change_button)
        self._dose_box.addWidget(self._name)
        self._dose_box.addLayout(row)
        return self._dose_box

    def _words(self) -> QVBoxLayout:
        self._words_box = QVBoxLayout()
        self._find_icon = IconLabel(self._theme, "find")
        self._landmark = Text(self._theme, "lead", wrap=True)
        self._landmark.setObjectName("next-landmark")
        self._technique = Text(self._theme, "second", colour="t2", wrap=True)
        self._source = Text(self._theme, "label", colour="t3", wrap=True)
        self._source.setObjectName("next-source")
        self._caution = Caution(self._theme)
        text = QVBoxLayout()
        text.setSpacing(4)
        for label in (self._landmark, self._technique, self._source):
            text.addWidget(label)
        self._find_row = QHBoxLayout()
        self._find_row.addWidget(self._find_icon, 0, Qt.AlignmentFlag.AlignTop)
        self._find_row.addLayout(text, 1)
        self._words_box.addLayout(self._find_row)
        self._words_box.addWidget(self._caution)
        return self._words_box

    def _then(self) -> QVBoxLayout:
        self._then_label = Text(self._theme, "base", "Then", colour="t2")
        self._then_site = ElidedText(self._theme, "base-strong")
        self._then_dose = Text(self._theme, "base", colour="t2")
        self._then_row = QHBoxLayout()
        self._then_row.setSpacing(10)
        self._then_row.addWidget(self._then_label)
        self._then_row.addWidget(self._then_site, 1)
        self._then_row.addWidget(self._then_dose)
        box = QVBoxLayout()
        box.setSpacing(0)
        box.addWidget(Line())
        box.addLayout(self._then_row)
        return box

    def _restyle(self) -> None:
        px = self._theme.px
        side = px(20, 16)
        self._head_row.setContentsMargins(side, px(11, 8), side, px(11, 8))
        self._dose_box.setContentsMargins(side, px(16, 9), side, px(16, 10))
        self._dose_box.setSpacing(px(8, 2))
        self._line.setContentsMargins(side, 0, side, 0)
        self._find_row.setContentsMargins(side, px(16, 10), side, px(14, 10))
        self._find_row.setSpacing(px(14, 11))
        self._words_box.setContentsMargins(0, 0, 0, px(16, 10))
        self._then_row.setContentsMargins(side, px(14, 10), side, px(14, 10))

    def refresh(self) -> None:
        """Show the next site, or that none is left."""
        site = self._model.next_site
        visit = self._model.visit
        shown = site or visit.sites[-1]
        self._title.setText("Next" if site else "No site left to do")
        self._place.setText(f"site {visit.sites.index(shown) + 1} of {len(visit.sites)}" if site else "")
        self._plate.set_side(shown.side)
        self._name.setText(shown.name if site else "All sites are dealt with")
        self._show_dose(site)
        self._show_words(self._model.protocol.site(shown.key) if site else None, shown)
        after = self._model.site_after_next
        self._then_site.setText(site_and_side(after) if after else "Finish")
        self._then_dose.setText(words.units(after.units) if after else "")

    def _show_dose(self, site: SiteState | None) -> None:
        self._plate.setVisible(site is not None)
        for widget in (self._dose, self._volume, self.change_button):
            widget.setVisible(site is not None)
        if site is None:
            return
        self._dose.setText(words.units(site.units))
        volume = self._model.vial_volume_ml(site.units)
        self._volume.setText(f"{words.millilitres(volume)} mL" if volume is not None else "")
        was = f", planned {words.figure(site.planned_units)}" if site.dose_changed else ""
        self.change_button.setAccessibleName(f"Change dose, {words.units(site.units)}{was}")

    def _show_words(self, planned: Site | None, shown: SiteState) -> None:
        """The protocol's words with their source, and plainly when nobody has verified them."""
        is_open = shown.status is SiteStatus.TO_DO
        self._find_icon.setVisible(is_open)
        if planned is None:
            finish = "Finish shows the totals and asks for a signature."
            self._landmark.setText(shown.added_reason if is_open else finish)
            self._technique.setText("Added in this visit." if shown.added and is_open else "")
            self._source.setText("")
            self._caution.set_text("")
            return
        self._landmark.setText(planned.landmark)
        self._technique.setText(" ".join(filter(None, (planned.find, planned.technique))))
        source = self._model.protocol.source(planned.source)
        self._source.setText(source.title + ("" if planned.verified else ". Not verified by a clinician"))
        self._caution.set_text(planned.caution)
