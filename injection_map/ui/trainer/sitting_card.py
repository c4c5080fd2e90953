"""One sitting: what it came to, who signed for it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from injection_map.domain import words
from injection_map.domain.exam import Mode
from injection_map.domain.results import Sitting
from injection_map.domain.scoring import mm_words
from injection_map.ui.controls import Button, ElidedText, IconLabel, Text
from injection_map.ui.fields import Message
from injection_map.ui.sections import Section
from injection_map.ui.theme import Theme
from injection_map.ui.trainer.sittings_card import exam_name


class SittingCard(Section):
    """Each signal begins with the id of the attempt that is shown."""

    certificate_asked = Signal(str)
    class_asked = Signal(str, str)
    """All who sat the same; `pdf` or `csv`."""
    replay_asked = Signal(str)
    cosign_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "This sitting")
        self._attempt_id = ""
        self.name = Text(theme, "lead-strong")
        self.figures = Text(theme, "second", colour="t2", wrap=True)
        self._signed_sign = IconLabel(theme, "pen", size_px=18)
        self.signed = ElidedText(theme, "second")
        self.message = Message(theme)
        self.replay = self._act("Replay beside the expert’s", "replay", "play", self._on_replay)
        self.cosign = self._act("Sign as trainer", "cosign", "pen", self._on_cosign)
        self.certificate = self._act("Certificate (PDF)", "certificate", "file", self._on_certificate)
        self.class_pdf = self._act("Class, PDF", "class-pdf", "file", partial(self._on_class, "pdf"))
        self.class_csv = self._act("Class, CSV", "class-csv", "file", partial(self._on_class, "csv"))
        self._build()

    def show_one(self, sitting: Sitting, *, in_class: int) -> None:
        """`in_class` is how many sittings of the same exam there are, this one among them."""
        self._attempt_id = sitting.attempt_id
        plan, score = sitting.attempt.begun.plan, sitting.score
        self.name.setText(exam_name(sitting))
        stopped = "" if sitting.whole else f"Stopped after {score.asked} of {plan.length}. "
        off = "" if score.median_miss_mm is None else f", median miss {mm_words(score.median_miss_mm)}"
        self.figures.setText(f"{stopped}{score.found} of {score.asked} right{off}.")
        self._show_signed(sitting)
        for button in (self.class_pdf, self.class_csv):
            button.setVisible(plan.mode is Mode.EXAM)
            button.set_subtitle(words.count(in_class, "sitting"))
        self.message.say(None, "")

    def _show_signed(self, sitting: Sitting) -> None:
        """What never came to its end nobody can have seen the whole of."""
        by, ended = sitting.cosigned_by, sitting.attempt.ended is not None
        if len(by) > 1:
            self.signed.setText(f"{len(by)} signatures: {', '.join(by)}")
        elif by:
            self.signed.setText(f"Signed by {by[0]}")
        else:
            self.signed.setText("Not signed by a trainer" if ended else "Never ended, so it cannot be signed")
        self._signed_sign.set_icon("tick" if by else "pen", "ok" if by else "t3")
        self.cosign.setEnabled(ended)

    def _build(self) -> None:
        signed = QHBoxLayout()
        signed.setSpacing(8)
        signed.addWidget(self._signed_sign)
        signed.addWidget(self.signed, 1)
        self.body.addWidget(self.name)
        self.body.addWidget(self.figures)
        self.body.addLayout(signed)
        for button in (self.replay, self.cosign, self.certificate):
            self.body.addWidget(button)
        both = QHBoxLayout()
        both.setSpacing(8)
        both.addWidget(self.class_pdf)
        both.addWidget(self.class_csv)
        self.body.addLayout(both)
        self.body.addWidget(self.message)

    def _act(self, text: str, name: str, icon: str, act: Callable[[], None]) -> Button:
        button = Button(self.theme, text, icon=icon, height_px=(52, 44), role="second-strong")
        button.setObjectName(name)
        button.clicked.connect(act)
        return button

    def _on_replay(self) -> None:
        self.replay_asked.emit(self._attempt_id)

    def _on_cosign(self) -> None:
        self.cosign_asked.emit(self._attempt_id)

    def _on_certificate(self) -> None:
        self.certificate_asked.emit(self._attempt_id)

    def _on_class(self, form: str) -> None:
        self.class_asked.emit(self._attempt_id, form)
