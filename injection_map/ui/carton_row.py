"""One line of the vial's carton: what it says, what there is to say about it, and why it is used all the same."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from injection_map.domain.cartons import WANT_REASON, CartonFinding, CartonPart
from injection_map.domain.checks import Field, Finding, Level, clean_line, line_fault, reason_fault
from injection_map.domain.events import Caution
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import LineField, Message
from injection_map.ui.theme import Theme

_WIDEST_LABEL = "Expires"


def shown(finding: CartonFinding) -> Finding:
    """As the fields show it."""
    return Finding(finding.part, finding.level, finding.sentence)


class CartonRow(QWidget):
    """`label` is empty for the product, which stands above the other lines by itself."""

    changed = Signal()
    """The reason was typed."""

    def __init__(self, theme: Theme, part: CartonPart, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._finding: CartonFinding | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        row = QHBoxLayout()
        row.setSpacing(10)
        self._label = Text(theme, "base", label, colour="t3", parent=self)
        self.value = Text(theme, "base-strong", identifier=True, parent=self)
        self.value.setObjectName(f"carton-{part}-said")
        self._aside = Text(theme, "base", colour="t2", wrap=True, parent=self)
        row.addWidget(self._label)
        row.addWidget(self.value)
        row.addWidget(self._aside, 1)
        self.message = Message(theme, self)
        name = f"carton-{part}-reason"
        self.reason = LineField(theme, "Why it is used all the same", name=name, parent=self)
        self.reason.changed.connect(self.changed)
        self.reason.left.connect(self.changed)
        box.addLayout(row)
        box.addWidget(self.message)
        box.addWidget(self.reason)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.show_value("")
        self.say(None)

    def show_value(self, value: str, aside: str = "") -> None:
        self.value.setText(value)
        self._aside.setText(aside)
        self._label.setVisible(bool(value or aside))
        self.value.setVisible(bool(value))
        self._aside.setVisible(bool(aside))

    def show_reason(self, cautions: Sequence[Caution]) -> None:
        """The reason that was given for what is said now, if any was."""
        kind = str(self._finding.kind) if self._finding is not None else ""
        self.reason.set_text(next((caution.reason for caution in cautions if caution.kind == kind), ""))

    def say(self, finding: CartonFinding | None) -> None:
        if finding != self._finding:
            self.reason.clear()
        self._finding = finding
        self.message.say(shown(finding) if finding else None, "")
        self.message.setVisible(finding is not None)
        self.reason.setVisible(self.wants_reason)
        fault = reason_fault(self.reason.text)
        self.reason.say(Finding(self.reason.line.objectName(), Level.ERROR, fault) if fault else None)

    @property
    def wants_reason(self) -> bool:
        return self._finding is not None and self._finding.kind in WANT_REASON

    @property
    def lacks_reason(self) -> bool:
        return self.wants_reason and reason_fault(self.reason.text) is not None

    @property
    def caution(self) -> Caution | None:
        """The warning with its reason, where one is wanted and given."""
        if self._finding is None or not self.wants_reason or self.lacks_reason:
            return None
        return Caution(str(self._finding.kind), self._finding.sentence, clean_line(self.reason.text))

    def _restyle(self) -> None:
        widest = QFontMetricsF(self._theme.font("base")).horizontalAdvance(_WIDEST_LABEL)
        self._label.setFixedWidth(max(self._theme.px(76, 68), round(widest) + 4))


class LotComparison(QWidget):
    """The lot as it is printed, to be compared and said so: a scanner without separators may have hung more on it."""

    compared = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.lot = LineField(theme, "Lot as printed", name="carton-printed-lot", identifier=True, parent=self)
        self.lot.touch()
        self.lot.changed.connect(self._say)
        self.lot.entered.connect(self._on_compared)
        self.button = Button(theme, "This is the lot", kind="ask", icon="tick", parent=self)
        self.button.setObjectName("carton-is-lot")
        self.button.clicked.connect(self._on_compared)
        box.addWidget(self.lot)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_lot(self, lot: str) -> None:
        self.lot.set_text(lot)
        self._say()

    def _say(self) -> None:
        fault = line_fault(Field.LOT, self.lot.text)
        self.lot.say(Finding(CartonPart.LOT, Level.ERROR, fault) if fault else None)

    def _on_compared(self) -> None:
        if line_fault(Field.LOT, self.lot.text) is None:
            self.compared.emit(clean_line(self.lot.text))
