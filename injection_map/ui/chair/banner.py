"""Who, what and whether it is saved: the line above every page of a visit."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.pause_commands import banner_cautions
from injection_map.ui.chair.cautions_button import CautionsButton
from injection_map.ui.controls import Button, Card, ElidedText, IconLabel, Line, Text
from injection_map.ui.theme import Theme
from injection_map.ui.visit_model import VisitModel


class Banner(QFrame):
    """The patient with two identifiers, allergies, protocol and vial, the saved state, and the page's own buttons."""

    menu_asked = Signal()
    cautions_asked = Signal()

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self.setProperty("role", "bar")
        self.setObjectName("banner")
        self._row = QHBoxLayout(self)
        self.menu = Button(theme, "", kind="link", icon="menu", height_px=(52, 48))
        self.menu.setFixedWidth(52)
        self.menu.setAccessibleName("Menu")
        self.menu.setObjectName("menu")
        self.menu.clicked.connect(self.menu_asked)
        self._row.addWidget(self.menu)
        self._row.addLayout(self._patient())
        cautions = CautionsButton(theme, cautions_of(model), self)
        cautions.clicked.connect(self.cautions_asked)
        self._row.addWidget(cautions)
        self._separator = Line(upright=True)
        self._separator.setFixedHeight(48)
        self._row.addWidget(self._separator)
        self._row.addLayout(self._protocol())
        self._row.addStretch(1)
        self.ticked_by = Button(theme, "", kind="quiet", icon="hand", height_px=(58, 48), role="small-strong")
        self.ticked_by.setObjectName("ticked-by")
        self.ticked_by.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row.addWidget(self.ticked_by)
        self._saved = SavedSign(theme, model)
        self._row.addWidget(self._saved)
        theme.changed.connect(self._restyle)
        model.changed.connect(self._refresh)
        self._restyle()

    def without_menu(self) -> None:
        """For a page whose rows would all be the chair's."""
        self.menu.hide()
        self._restyle()

    def add_button(self, button: Button) -> None:
        """Put one of the page's buttons at the right end."""
        self._row.addWidget(button)

    def _patient(self) -> QVBoxLayout:
        opened = self._model.visit.opened
        assert opened is not None
        patient, today = opened.patient, self._model.clock().date()
        box = QVBoxLayout()
        box.setSpacing(1)
        box.addStretch(1)
        name = ElidedText(self._theme, "person", patient.name)
        name.setObjectName("patient-name")
        name.setMinimumWidth(150)
        box.addWidget(name)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(Text(self._theme, "second", "Born", colour="t3"))
        row.addWidget(Text(self._theme, "second-strong", words.day(patient.born)))
        row.addWidget(Text(self._theme, "second-strong", f"({words.age_years(patient.born, today)} years)"))
        row.addSpacing(8)
        row.addWidget(Text(self._theme, "second", "MRN", colour="t3"))
        row.addWidget(Text(self._theme, "second-strong", patient.number, identifier=True))
        row.addStretch(1)
        box.addLayout(row)
        box.addStretch(1)
        return box

    def _protocol(self) -> QHBoxLayout:
        """Protocol and vial: side by side with labels, or in two lines on a tablet."""
        opened = self._model.visit.opened
        assert opened is not None
        protocol = opened.protocol
        review = "" if protocol.review == "approved" else f", {protocol.review}, not approved"
        short_review = "" if protocol.review == "approved" else f", {protocol.review}"
        row = QHBoxLayout()
        row.setSpacing(24)
        self._vial_column = _Column(self._theme, "Vial")
        self._wide_columns = [_Column(self._theme, "Protocol"), self._vial_column]
        self._wide_columns[0].say(protocol.title, f"version {protocol.version}{review}")
        self._compact_column = _Column(self._theme)
        self._compact_title = f"{protocol.title}{short_review}"
        for column in (*self._wide_columns, self._compact_column):
            row.addWidget(column)
        return row

    def _refresh(self) -> None:
        """The vial in hand, and who is at the keys where an assistant may be."""
        visit, compact = self._model.visit, self._theme.compact
        vial = visit.vial
        lot = f"lot {vial.lot}, exp {words.month(vial.expiry)}" if vial else ""
        if vial is not None:
            number = f"Vial {visit.vial_in_hand} of {len(visit.vials)}" if len(visit.vials) > 1 else "Vial"
            self._vial_column.say(f"{vial.product} {words.units(vial.units)}", lot, label=number)
        self._vial_column.setVisible(vial is not None and not compact)
        self._compact_column.say(self._compact_title, f"{words.units(vial.units)}, {lot}" if vial else "")
        self.ticked_by.setText("" if compact else "Ticked by")
        self.ticked_by.set_subtitle("" if compact else self._model.by)
        self.ticked_by.setAccessibleName(f"Ticked by {self._model.by}")
        self.ticked_by.setToolTip(f"Ticked by {self._model.by}")
        self.ticked_by.setVisible(bool(visit.assistants))

    def _restyle(self) -> None:
        px = self._theme.px
        self.setFixedHeight(px(84, 66))
        self._row.setContentsMargins(px(26, 17) if self.menu.isHidden() else px(8, 2), 0, px(14, 10), 0)
        self._row.setSpacing(px(18, 10))
        self._separator.setVisible(not self._theme.compact)
        for column in self._wide_columns:
            column.setVisible(not self._theme.compact)
        self._compact_column.setVisible(self._theme.compact)
        self._refresh()


def cautions_of(model: VisitModel) -> tuple[str, ...]:
    """Allergies, and what was answered yes in the safety pause."""
    opened = model.visit.opened
    if opened is None:
        return ()
    allergies = (f"Allergy: {opened.patient.allergies}",) if opened.patient.allergies else ()
    return (*allergies, *banner_cautions(opened))


class _Column(QWidget):
    """A label, a value and what belongs to it, below each other."""

    def __init__(self, theme: Theme, label: str = "") -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(1)
        box.addStretch(1)
        self._label = Text(theme, "label", label, colour="t3", parent=self)
        self._label.setVisible(bool(label))
        self._value = ElidedText(theme, "second-strong")
        self._detail = ElidedText(theme, "small", colour="t2")
        for text in (self._label, self._value, self._detail):
            box.addWidget(text)
        box.addStretch(1)

    def say(self, value: str, detail: str, *, label: str = "") -> None:
        """The label stays as it was without a new one."""
        self._value.setText(value)
        self._detail.setText(detail)
        if label:
            self._label.setText(label)


class SavedSign(QWidget):
    """Saved, with the time and the count: it changes only after the store has said so."""

    def __init__(self, theme: Theme, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self.setObjectName("saved")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._icon = IconLabel(theme, "disk", colour="ok")
        self._title = Text(theme, "small-strong", colour="ok", tabular=True)
        self._title.setObjectName("saved-title")
        self._detail = Text(theme, "label", colour="t3")
        row.addWidget(self._icon)
        box = QVBoxLayout()
        box.setSpacing(1)
        box.addStretch(1)
        box.addWidget(self._title)
        box.addWidget(self._detail)
        box.addStretch(1)
        row.addLayout(box)
        model.saving_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        state = self._model.save_state
        token = {"saved": "ok", "saving": "t2", "not-saved": "bad"}[state.kind]
        at = words.clock_seconds(state.at) if state.at else ""
        title = {"saved": f"Saved {at}", "saving": "Saving", "not-saved": "NOT SAVED"}[state.kind]
        self._icon.set_icon("alert" if state.kind == "not-saved" else "disk", token)
        self._title.setText(title)
        self._title.set_colour(token)
        self._detail.setText(f"{words.count(state.count, 'entry', 'entries')} on disk")
        self.setAccessibleName(f"{title.replace('Saved ', 'Saved at ')}, {self._detail.text()}")


class ErrorBar(Card):
    """What stops the work, over the whole width, in a colour nobody overlooks; and the ways on."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, role="plain")
        self._theme = theme
        self.setObjectName("error-bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 14, 10)
        row.setSpacing(14)
        self._icon = IconLabel(theme, "alert", colour="bad")
        row.addWidget(self._icon)
        box = QVBoxLayout()
        box.setSpacing(0)
        self.title = Text(theme, "base-strong", wrap=True)
        self.detail = Text(theme, "small", wrap=True)
        box.addWidget(self.title)
        box.addWidget(self.detail)
        row.addLayout(box, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        row.addLayout(self.buttons)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def say(self, title: str, detail: str) -> None:
        self.title.setText(title)
        self.detail.setText(detail)
        self.setAccessibleName(f"{title}. {detail}")
        self.show()

    def _restyle(self) -> None:
        c = self._theme.colours
        self.setStyleSheet(
            f"QFrame#error-bar {{ background: {c.bad_bg}; border: none; border-left: 6px solid {c.bad}; }}"
        )
