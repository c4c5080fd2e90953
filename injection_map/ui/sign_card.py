"""Who was treated, by whom and when, and the name that stands for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from injection_map.domain import words
from injection_map.domain.checks import Finding, clean_line
from injection_map.domain.events import Clinician
from injection_map.report import visit_facts
from injection_map.report.record import Record
from injection_map.ui.controls import Button, Text
from injection_map.ui.fields import LineField, unbroken
from injection_map.ui.sections import Section, roomy
from injection_map.ui.signers import NOBODY, SignerPin, Signers
from injection_map.ui.theme import Theme

_BUTTONS_PX = (92, 80)
LOCKS = "Signing locks this record. Later changes are added to it and never replace it."


class SignCard(Section):
    """The patient by two identifiers, who signs, and what is still missing. Who injected last is offered as signer."""

    changed = Signal()
    sign_asked = Signal()
    later_asked = Signal()
    missing_asked = Signal()

    def __init__(self, theme: Theme, record: Record, *, later: bool, signers: Signers = NOBODY) -> None:
        """`later` offers to finish now and sign another time."""
        super().__init__(theme, "Sign")
        clinician = record.visit.clinician
        assert clinician is not None  # an opened visit has one
        self.signer = LineField(theme, "Signed by", name="signer")
        self.signer.set_text(clinician.name)
        self._clinician = clinician
        self._role = LineField(theme, "Role", name="signer-role")
        self._role.hide()
        self.body.addLayout(self._facts(record))
        names = QHBoxLayout()
        names.setSpacing(12)
        for field in (self.signer, self._role):
            names.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self._signers = signers
        self.pin = SignerPin(theme, signers, name="signer-pin")
        self.pin.entered.connect(self.sign_asked)
        names.addWidget(self.pin, 1, Qt.AlignmentFlag.AlignTop)
        self.signer.changed.connect(self._on_signer)
        self._role.changed.connect(self.changed)
        self.body.addLayout(names)
        self.body.addStretch(1)
        self.body.addLayout(self._buttons(later=later))
        self.pin.follow(clinician.name)

    def _facts(self, record: Record) -> QGridLayout:
        patient, diagnosis = record.opened.patient, record.opened.diagnosis
        grid = QGridLayout()
        roomy(self.theme, grid, spacing=(16, 16), rows=(6, 3))
        grid.setColumnStretch(1, 1)
        rows = (
            ("Patient", patient.name, False),
            ("", f"{words.day(patient.born)}, MRN {patient.number}", True),
            *((("Diagnosis", diagnosis.icd10, True),) if diagnosis else ()),
            ("Given by", visit_facts.names_at_work(record), False),
            ("Time", time_words(record), False),
        )
        for i, (label, text, identifier) in enumerate(rows):
            grid.addWidget(Text(self.theme, "second", label, colour="t3"), i, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(self.theme, "second-strong", unbroken(text), wrap=True, identifier=identifier), i, 1)
        return grid

    def _buttons(self, *, later: bool) -> QVBoxLayout:
        box = QVBoxLayout()
        roomy(self.theme, box, spacing=(12, 8))
        self._locks = Text(self.theme, "small", LOCKS, colour="t2", wrap=True)
        box.addWidget(self._locks)
        self.missing = Button(self.theme, "", kind="ask", icon="chevron-right", align_left=True)
        self.missing.setObjectName("go-to-missing")
        self.missing.clicked.connect(self.missing_asked)
        box.addWidget(self.missing)
        self.sign = Button(
            self.theme, "Sign and lock", kind="primary", icon="lock", height_px=_BUTTONS_PX, role="total"
        )
        self.sign.setObjectName("sign")
        self.sign.clicked.connect(self.sign_asked)
        box.addWidget(self.sign)
        self.later = Button(self.theme, "Finish, sign later", kind="quiet", height_px=(52, 46))
        self.later.setObjectName("finish-later")
        self.later.clicked.connect(self.later_asked)
        if not later:
            self.later.hide()
        box.addWidget(self.later)
        return box

    @property
    def role_field(self) -> LineField:
        """Shown when another than the clinician signs."""
        return self._role

    @property
    def signed_by(self) -> Clinician:
        """The role of the clinician and of who works here is known; another's is typed."""
        known = self._known
        return known if known is not None else Clinician(clean_line(self.signer.text), clean_line(self._role.text))

    @property
    def _known(self) -> Clinician | None:
        if self._is_clinician:
            return self._clinician
        person = self._signers.named(self.signer.text)
        return person.clinician if person is not None else None

    @property
    def _is_clinician(self) -> bool:
        return clean_line(self.signer.text) == self._clinician.name

    def _on_signer(self) -> None:
        self._role.setVisible(self._known is None)
        self.pin.follow(self.signer.text)
        self.changed.emit()

    def pin_is_right(self) -> bool:
        """Whether the signer may sign, as far as a PIN goes; what is wrong with it is said."""
        return self.pin.is_right()

    def say_missing(self, names: list[str]) -> None:
        """What keeps the record from being signed; one tap on it leads to the first."""
        self.missing.setVisible(bool(names))
        self._locks.setVisible(not names)
        if names:
            self.missing.setText(f"{len(names)} left to answer")
            self.missing.set_subtitle(names[0])
            self.missing.setAccessibleName(f"{len(names)} left to answer: go to {names[0]}")

    def say_findings(self, signer: Finding | None, role: Finding | None) -> None:
        known = self._known
        self.signer.say(signer, known.role if known is not None else "")
        self._role.say(role)

    def set_submitted(self, submitted: bool, *, saved: str) -> None:
        """Nothing is claimed before the disk has said so: until then the button says how far it is (`saved`)."""
        self.sign.setText(saved if submitted else "Sign and lock")
        for button in (self.sign, self.later):
            button.setEnabled(not submitted)


def time_words(record: Record) -> str:
    """10:30 to 10:46, 18-Nov-2025: from the first site given to the last, else when the visit was opened."""
    times = record.given_times or (record.started_at,)
    first, last = times[0], times[-1]
    if first.date() != last.date():
        return f"{words.day(first)} {words.clock(first)} to {words.day(last)} {words.clock(last)}"
    clocks = dict.fromkeys((words.clock(first), words.clock(last)))
    return f"{' to '.join(clocks)}, {words.day(first)}"
