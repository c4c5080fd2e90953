"""Which protocol: the ones that can be used, and the broken files with every fault, never hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from injection_map.domain import words
from injection_map.domain.checks import Finding
from injection_map.domain.errors import FileFault
from injection_map.domain.protocol import Protocol
from injection_map.ui.controls import Button, IconLabel, Line, Text
from injection_map.ui.fields import Message
from injection_map.ui.sections import Overflow, Section, roomy
from injection_map.ui.theme import Theme
from injection_map.ui.wording import in_sentence

MAP_FROM_PX = 290
"""A lower card has no room for a drawing that could be read."""


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A protocol file that cannot be used, by its name, with all its faults."""

    name: str
    faults: tuple[FileFault, ...]


class ProtocolPicker(Section):
    """One protocol of the library is picked; when there is only one, it is."""

    changed = Signal()

    def __init__(
        self, theme: Theme, protocols: Sequence[Protocol], broken: Sequence[BrokenFile], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "Protocol", parent=parent)
        self._protocols, self._broken = tuple(protocols), tuple(broken)
        rows = QWidget()
        self._list = Overflow(theme, rows, self)
        self.choices = [_choice(theme, protocol, i, rows) for i, protocol in enumerate(protocols)]
        self.readers = [_reader(theme, file, i, rows) for i, file in enumerate(broken)]
        self._plan = Text(theme, "small", colour="t2", wrap=True, parent=rows)
        self.message = Message(theme, self)
        self._faults: _Faults | None = None
        self._make_map: Callable[[Protocol], QWidget] | None = None
        self._map: QWidget | None = None
        self._fill(rows)
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self.message)
        for choice in self.choices:
            choice.setAutoExclusive(True)
            choice.toggled.connect(self._on_toggled)
        for reader in self.readers:
            reader.clicked.connect(self._on_read)
        if len(self._protocols) == 1:
            self.choices[0].setChecked(True)
        self.say_finding(None)
        theme.changed.connect(self._show_plan)
        self._show_plan()

    @property
    def chosen(self) -> Protocol | None:
        return next((self._protocols[i] for i, choice in enumerate(self.choices) if choice.isChecked()), None)

    def choose(self, protocol_id: str) -> None:
        """Pick by id; nothing happens when the library has it no more."""
        for protocol, choice in zip(self._protocols, self.choices, strict=True):
            if protocol.id == protocol_id:
                choice.setChecked(True)

    def first_focus(self) -> QWidget:
        choices = [*self.choices, *self.readers]
        return next((choice for choice in choices if choice.isChecked()), choices[0] if choices else self)

    def set_map(self, make_map: Callable[[Protocol], QWidget]) -> None:
        """How to draw where a protocol's sites lie. Told after the first frame: drawings take a while."""
        self._make_map = make_map
        self._show_map()

    def _show_map(self) -> None:
        if self._map is not None:
            self.body.removeWidget(self._map)
            self._map.deleteLater()
            self._map = None
        if self._make_map is not None and self.chosen is not None:
            self._map = self._make_map(self.chosen)
            self._map.setParent(self)
            self.body.insertWidget(1, self._map, 3)
            self._fit_map()

    def _fit_map(self) -> None:
        """Where the card is low, or a broken file is read, its words have the room."""
        if self._map is not None:
            self._map.setVisible(self.height() >= MAP_FROM_PX and self._faults is None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_map()

    def say_finding(self, finding: Finding | None) -> None:
        self.message.say(finding, "")
        self.message.setVisible(finding is not None)

    def _fill(self, rows: QWidget) -> None:
        box = QVBoxLayout(rows)
        roomy(self.theme, box, spacing=(8, 6))
        for choice in self.choices:
            box.addWidget(choice)
        box.addWidget(self._plan)
        if not self.choices:
            sentence = "There is no protocol that can be used. A visit needs one."
            box.addWidget(Text(self.theme, "base", sentence, wrap=True))
        for file, reader in zip(self._broken, self.readers, strict=True):
            box.addWidget(Line())
            box.addLayout(self._broken_row(file, reader))
        box.addStretch(1)

    def _broken_row(self, file: BrokenFile, reader: Button) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(IconLabel(self.theme, "alert", colour="bad"), 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout()
        box.setSpacing(0)
        box.addWidget(Text(self.theme, "small-strong", f"{file.name} cannot be used", wrap=True))
        box.addWidget(Text(self.theme, "label", _first_fault(file), colour="t2", wrap=True))
        row.addLayout(box, 1)
        row.addWidget(reader, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _on_toggled(self, checked: bool) -> None:
        if checked:
            self._show_plan()
            self._show_map()
            self.changed.emit()

    def _show_plan(self) -> None:
        """What the protocol gives, where there is room for it."""
        self._plan.setText(plan_words(self.chosen) if self.chosen else "")
        self._plan.setHidden(self.chosen is None or self.theme.compact)

    def _on_read(self) -> None:
        index = self.readers.index(self.sender())  # type: ignore[arg-type]
        self._list.hide()
        self._faults = _Faults(self.theme, self._broken[index])
        self._faults.closed.connect(self._on_read_enough)
        self.body.insertWidget(0, self._faults, 1)
        self._fit_map()
        self._faults.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_read_enough(self) -> None:
        if self._faults is not None:
            self._faults.hide()
            self._faults.deleteLater()
            self._faults = None
        self._list.show()
        self._fit_map()
        self.readers[0].setFocus(Qt.FocusReason.OtherFocusReason)


class _Faults(QWidget):
    """Every fault of a file, to be read and copied, in the place of the list."""

    closed = Signal()

    def __init__(self, theme: Theme, file: BrokenFile) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        title = f"{file.name}: {words.count(len(file.faults), 'fault')}. The other protocols work."
        box.addWidget(Text(theme, "small-strong", title, wrap=True))
        self.text = QPlainTextEdit("\n\n".join(fault_line(fault) for fault in file.faults))
        self.text.setObjectName("protocol-faults")
        self.text.setAccessibleName(title)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(theme.font("small"))
        box.addWidget(self.text, 1)
        back = Button(theme, "Back to the protocols", icon="chevron-left", height_px=(48, 44))
        back.setObjectName("faults-back")
        back.clicked.connect(self.closed)
        box.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _choice(theme: Theme, protocol: Protocol, index: int, parent: QWidget) -> Button:
    subtitle = protocol_words(protocol)
    button = Button(
        theme, protocol.title, kind="choice", subtitle=subtitle, align_left=True, height_px=(68, 60), parent=parent
    )  # fmt: skip
    button.setObjectName(f"protocol-{index + 1}")
    button.setAccessibleName(f"{protocol.title}, {subtitle}")
    return button


def _reader(theme: Theme, file: BrokenFile, index: int, parent: QWidget) -> Button:
    count = len(file.faults)
    text = "Read it" if count == 1 else f"Read all {count}"
    button = Button(theme, text, kind="quiet", height_px=(48, 44), role="small-strong", parent=parent)
    button.setObjectName(f"read-faults-{index + 1}")
    button.setAccessibleName(f"{text}: {words.count(count, 'fault')} of {file.name}")
    return button


def protocol_words(protocol: Protocol) -> str:
    """Version 2026.1, 31 sites, 155 units. Draft, not approved"""
    state = "approved" if protocol.review.approved else f"{protocol.review.status}, not approved"
    if protocol.review.approved and protocol.review.by:
        state += f" by {protocol.review.by}"
    sites = words.count(len(protocol.sites), "site")
    return f"Version {protocol.version}, {sites}, {words.units(protocol.units)}. {state[:1].upper()}{state[1:]}"


def plan_words(protocol: Protocol) -> str:
    """For chronic migraine, in this order: corrugator 10, procerus 5 units. Needle 30 gauge"""
    sums = (
        f"{in_sentence(muscle.name)} {words.figure(sum((site.dose.lowest for site in muscle.sites), Decimal(0)))}"
        for muscle in protocol.muscles
    )
    given = f"For {in_sentence(protocol.indication)}, in this order: {', '.join(sums)} units."
    return f"{given} Needle: {protocol.needle}." if protocol.needle else given


def _first_fault(file: BrokenFile) -> str:
    return fault_line(file.faults[0]) if file.faults else "It cannot be read."


def fault_line(fault: FileFault) -> str:
    """Line 12, column 3: found “muscle”; wanted …"""
    return f"Line {fault.line}, column {fault.column}: {fault.message}"
