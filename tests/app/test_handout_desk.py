"""Hand-outs in the real program: chosen, drawn, saved as one file or several, printed; no records are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from journeys.hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from injection_map import app
from injection_map.app.handout_desk import HandoutDesk
from injection_map.report.handout_choice import HandoutKind, HandoutLayout, Medium
from injection_map.ui.pace import FASTEST
from injection_map.ui.trainer.handout_page import HandoutPage


class Trainer(Hands):
    """Somebody at the page of hand-outs."""

    desk: HandoutDesk

    @property
    def handouts(self) -> HandoutPage:
        page = self.page
        assert isinstance(page, HandoutPage)
        return page

    def wait_for_pages(self, count: int) -> None:
        self.wait(lambda: len(self.handouts.pages) == count)

    def choose(self, kind: HandoutKind, layout: HandoutLayout, medium: Medium) -> None:
        """By the mouse, each of the three."""
        page = self.handouts
        for control, chosen, options in (
            (page.kind, kind, list(HandoutKind)),
            (page.layout_choice, layout, list(HandoutLayout)),
            (page.medium, medium, list(Medium)),
        ):
            part = control.part(options.index(chosen))  # type: ignore[arg-type]
            if not part.isChecked():
                self.qtbot.mouseClick(part, Qt.MouseButton.LeftButton)


@pytest.fixture
def trainer(qtbot: QtBot, tmp_path: Path) -> Iterator[Trainer]:
    app.make_application()
    program = app.Program(app.Setup(tmp_path / "records", None, pace=FASTEST, dark=False, ask_who=False))
    hands = Trainer(program, qtbot)
    program.shell.resize(1280, 800)
    program.shell.show()
    program.shell.activateWindow()
    qtbot.waitExposed(program.shell)
    hands.desk = HandoutDesk(program.workplace, program.window, program)
    hands.desk.show()
    yield hands
    hands.desk.close()
    program.shell.close()
    program.shell.deleteLater()
    program.deleteLater()


@pytest.fixture
def save_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """The folder that is chosen from now on; the name stays as it is offered."""

    def choose_folder(folder: Path) -> None:
        def choose(_parent: object, _title: str, suggested: str) -> tuple[str, str]:
            return str(folder / suggested), ""

        monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)

    return choose_folder


def test_the_pages_are_there_without_any_records(trainer: Trainer, tmp_path: Path) -> None:
    trainer.wait_for_pages(7)
    assert not (tmp_path / "records" / "vault.db").exists()
    assert trainer.handouts.wish is not None
    assert trainer.handouts.wish.choice.medium is Medium(trainer.program.workplace.settings.paper)


def test_what_is_chosen_is_shown_and_what_was_chosen_before_is_not(trainer: Trainer) -> None:
    trainer.choose(HandoutKind.BLANK, HandoutLayout.ALL, Medium.PROJECTOR)
    assert not trainer.handouts.pdf.isEnabled()
    trainer.wait_for_pages(1)
    assert trainer.handouts.pdf.isEnabled()
    assert not trainer.handouts.print.isEnabled(), "nobody prints slides"


def test_saved_as_one_pdf(trainer: Trainer, tmp_path: Path, save_in: Callable[[Path], None]) -> None:
    save_in(tmp_path)
    trainer.choose(HandoutKind.BLANK, HandoutLayout.ALL, Medium.LETTER)
    trainer.click("save-pdf")
    trainer.wait(lambda: trainer.handouts.message.text == "Saved as preempt-31-blank-all-letter.pdf.")
    assert (tmp_path / "preempt-31-blank-all-letter.pdf").read_bytes().startswith(b"%PDF")
    assert trainer.handouts.pdf.isEnabled()


def test_saved_as_pictures(trainer: Trainer, tmp_path: Path, save_in: Callable[[Path], None]) -> None:
    save_in(tmp_path)
    trainer.choose(HandoutKind.BLANK, HandoutLayout.MUSCLE, Medium.PROJECTOR)
    trainer.wait_for_pages(7)
    trainer.click("save-png")
    said = "Saved as preempt-31-blank-muscle-projector-1-corrugator.png and 6 more beside it."
    trainer.wait(lambda: trainer.handouts.message.text == said)
    assert len(list(tmp_path.glob("*.png"))) == 7
    (tmp_path / "preempt-31-blank-muscle-projector-7-trapezius.png").unlink()
    trainer.click("save-png")
    trainer.wait(lambda: trainer.handouts.message.text == f"{said} 6 older pictures of the same name replaced.")


def test_what_cannot_be_saved_is_said_and_leaves_nothing(
    trainer: Trainer, tmp_path: Path, save_in: Callable[[Path], None]
) -> None:
    save_in(tmp_path / "gone")
    trainer.choose(HandoutKind.BLANK, HandoutLayout.ALL, Medium.PROJECTOR)
    for button in ("save-pdf", "save-png"):
        trainer.click(button)
        trainer.wait(lambda: "could not be written: its folder does not exist" in trainer.handouts.message.text)
        trainer.handouts.say("")
    assert not list(tmp_path.rglob("*.p*"))
    assert trainer.handouts.pdf.isEnabled()


def test_who_thinks_better_of_it_saves_nothing(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    trainer.choose(HandoutKind.BLANK, HandoutLayout.ALL, Medium.PROJECTOR)
    trainer.click("save-pdf")
    assert trainer.handouts.message.text == ""


@pytest.mark.parametrize("way", ["click", "Escape"])
def test_left_while_it_draws(trainer: Trainer, qtbot: QtBot, way: str) -> None:
    with qtbot.waitSignal(trainer.desk.left):
        if way == "click":
            trainer.click("back")
        else:
            trainer.press(Qt.Key.Key_Escape)
