"""A whole visit of an invented patient, played through the real window with real mouse and key events.

What it leaves is made from the record that the store holds, the pictures from the window.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Lock

from injection_map import app, crash
from injection_map.domain import words
from injection_map.domain.errors import InjectionMapError
from injection_map.domain.event_codec import event_to_plain
from injection_map.report.exports import csv_bytes, json_bytes, text_bytes
from injection_map.report.files import write_file
from injection_map.storage.vault import open_vault
from injection_map.ui.chair.hero_view import HeroView
from injection_map.ui.chair.syringe_sheet import SyringeSheet
from injection_map.ui.four_views import SmallView
from injection_map.ui.pace import FASTEST, Pace
from injection_map.ui.pause_page import PausePage
from injection_map.ui.start_page import StartPage
from injection_map.workflow.recorder import NotSaved, Recorder, SaveReport

# isort: split
from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

PICTURE_AFTER_SITES = 8
STEP_MS = 450
"""Between two acts at speed 1, beside the program's own lock."""
LONGEST_STEP_MS = 30_000
NAME, NUMBER = "DEMO, Ingrid (invented)", "DEMO-0001"
CLINICIAN = "Dr A. Demo (invented)"

Condition = Callable[[], bool]
Step = Condition | None
"""What the script waits for before it goes on; None is one calm step."""


class DemoError(InjectionMapError):
    """The demo did not come to its end; the message says where it stood."""


def run(options: Namespace) -> int:
    """Play the demo and return the exit code. Raises InjectionMapError when it cannot come to its end."""
    with ExitStack() as stack:
        setup = _setup(options, stack)
        qt = app.make_application()
        program = app.Program(setup)
        stack.callback(program.close)
        player = Player(program, options)
        crash.install(options.data_dir / "crashes", player.crashed.emit)
        stack.callback(crash.uninstall)
        player.start()
        code = qt.exec()
        if player.fault is not None:
            raise player.fault
        if code == 0 and not options.trace:
            print(player.closing_words(as_json=options.json))
    return code


def _setup(options: Namespace, stack: ExitStack) -> app.Setup:
    """Where nobody has named a folder the demo's record is kept in one of its own, never among a clinic's.

    InjectionMapError when the named folder's records cannot be opened: better now than in the middle.
    """
    passphrase = os.environ.get(app.PASSPHRASE) or None
    data_dir = options.data_dir
    if options.data_dir_named:
        open_vault(data_dir, passphrase=passphrase).close()
    else:
        data_dir = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="injection-map-demo-")))
        passphrase = secrets.token_urlsafe(16)
    return app.Setup(data_dir, passphrase, pace=_pace(options.speed), dark=False, ask_who=False)


def _pace(speed: float | None) -> Pace:
    if speed is None:
        return FASTEST
    calm = Pace()
    return Pace(
        lock_ms=round(calm.lock_ms / speed),
        lock_on_change_ms=round(calm.lock_on_change_ms / speed),
        follow_ms=round(calm.follow_ms / speed),
        key_up_ms=0,
    )


@dataclass
class _Left:
    """What the demo has left behind."""

    record_id: str = ""
    files: tuple[Path, ...] = ()


class Player(QObject):
    """Runs the script a step at a time in the program's own event loop."""

    crashed = Signal(str)

    def __init__(self, program: app.Program, options: Namespace) -> None:
        super().__init__()
        self.crashed.connect(self._on_crash)
        self._program, self._options = program, options
        self._out: Path | None = options.out
        self._calm_ms = 0 if options.speed is None else round(STEP_MS / options.speed)
        self._script = self._play()
        self._waiting_for: Condition | None = None
        self._step = "the start"
        self._left = _Left()
        self._ended = False
        self.fault: InjectionMapError | None = None
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._on_turn)
        self._rest = QTimer(self, singleShot=True, interval=self._calm_ms)
        self._rest.timeout.connect(self._turn.start)
        self._limit = QTimer(self, singleShot=True, interval=LONGEST_STEP_MS)
        self._limit.timeout.connect(self._on_too_long)

    def start(self) -> None:
        if self._out is not None:
            _make_folder(self._out)
        shell = self._program.shell
        shell.closing.connect(self._on_closed)
        self._program.start()
        shell.resize(1920, 1080)
        shell.show()
        shell.activateWindow()
        self._limit.start()
        self._turn.start()

    def closing_words(self, *, as_json: bool) -> str:
        left = self._left
        if as_json:
            return json.dumps({"record": left.record_id, "files": [str(file) for file in left.files]}, indent=2)
        files = "".join(f"\n{file}" for file in left.files)
        return f"Signed record {left.record_id}, 1 visit of an invented patient.{files}"

    # --- going on ------------------------------------------------------------------------------------------------

    def _on_turn(self) -> None:
        try:
            if self._waiting_for is not None and not self._waiting_for():
                return
            self._limit.start()
            self._waiting_for = next(self._script)
        except StopIteration:
            self._end(0)
            return
        except InjectionMapError as error:
            self.fault = error
            self._end(1)
            return
        if self._waiting_for is None and self._calm_ms:
            self._turn.stop()
            self._rest.start()

    def _on_crash(self, sentence: str) -> None:
        """An error of ours: the demo is over."""
        self.fault = DemoError(sentence)
        self._end(1)

    def _on_too_long(self) -> None:
        self.fault = DemoError(f"The demo stopped at {self._step}: the window did not answer. The record is safe.")
        self._end(1)

    def _on_closed(self) -> None:
        if self._turn.isActive() or self._rest.isActive():
            self.fault = DemoError(f"The window was closed at {self._step}, before the demo was over.")
            self._end(1)

    def _end(self, code: int) -> None:
        if self._ended:
            return
        self._ended = True
        for timer in (self._turn, self._rest, self._limit):
            timer.stop()
        self._program.shell.closing.disconnect(self._on_closed)
        app.make_application().exit(code)

    # --- the script ----------------------------------------------------------------------------------------------

    def _play(self) -> Iterator[Step]:
        yield from self._check_in()
        yield from self._tick_sites()
        yield from self._finish()
        if self._out is not None:
            self._left.files = tuple(self._write_files(self._out))

    def _check_in(self) -> Iterator[Step]:
        self._step = "the start page"
        page = self._program.start_page
        assert page is not None
        page.picker.choose(self._protocol_id())
        yield self._has_patients
        for name, text in (("clinician", CLINICIAN), ("role", "clinician"), ("find-patient", NUMBER)):
            self._type(page, name, text)
            yield None
        if page.finder.model.rowCount():  # from an earlier demo
            QTest.keyClick(page.finder.search, Qt.Key.Key_Return)
        else:
            yield from self._enter_patient(page)
        yield self._is_at("pause-page")
        yield from self._pause()
        yield self._is_at_chair

    def _has_patients(self) -> bool:
        return self._program.is_open

    def _enter_patient(self, page: StartPage) -> Iterator[Step]:
        self._click(page.finder.new)
        for name, text in (("name", NAME), ("born", "14-Mar-1981")):
            self._type(page, name, text)
            yield None
        self._click(self._button(page, "start"))

    def _pause(self) -> Iterator[Step]:
        """Everything asked, nothing to say; the vial typed."""
        self._step = "the safety pause"
        page = self._program.shell.page
        assert isinstance(page, PausePage)
        yield None
        for name in ("said-name", "said-born", "consented", *(f"{row.objectName()}-no" for row in page.ask.rows)):
            self._click(self._button(page, name))
            yield None
        for name in ("labelled", "carton-way"):
            self._click(self._button(page, name))
            yield None
        expiry = self._program.now().date() + timedelta(days=500)
        for name, text in (("carton-lot", "DEMO01"), ("carton-expiry", words.day(expiry))):
            self._type(page, name, text)
            yield None
        self._click(self._button(page, "start"))

    def _protocol_id(self) -> str:
        """The one that was asked for, or the first of the library."""
        wanted = self._options.protocol
        found = next((p.id for p in self._program.library.protocols if wanted in (None, p.id)), None)
        if found is None:
            raise DemoError(f"There is no protocol {wanted or 'at all'}. “injection-map protocols” lists them.")
        return found

    def _is_at_chair(self) -> bool:
        return self._program.visit is not None and self._program.visit.chair.isVisible()

    def _tick_sites(self) -> Iterator[Step]:
        """Injected by mouse, by Space and by a tap on the diagram, in turn."""
        assert self._program.visit is not None
        model, chair, recorder = self._program.visit.model, self._program.visit.chair, self._program.visit.recorder
        self._left.record_id = recorder.record_id
        if self._options.trace:
            Trace(recorder).start()
        acts: tuple[Callable[[], None], ...] = (self._click_injected, self._press_space, self._tap_next_site)
        yield self._is_ready
        for number in range(len(model.visit.sites)):
            site = model.next_site
            assert site is not None
            self._step = f"site {number + 1}, {site.key}"
            if number == PICTURE_AFTER_SITES:
                yield chair.stage.is_drawn
                self._grab("chair.png")
            acts[number % len(acts)]()
            yield self._is_ready
            yield None
            if isinstance(chair.panel.sheet, SyringeSheet):
                self._press_space()
                yield self._is_ready
                yield None
        self._click(self._button(chair.panel, "injected"))
        yield self._is_at("finish-page")

    def _is_ready(self) -> bool:
        assert self._program.visit is not None
        model = self._program.visit.model
        return not model.locked and model.all_saved

    def _click_injected(self) -> None:
        assert self._program.visit is not None
        self._click(self._button(self._program.visit.chair.panel, "injected"))

    def _press_space(self) -> None:
        assert self._program.visit is not None
        chair = self._program.visit.chair
        QTest.keyClick(chair.focusWidget() or chair, Qt.Key.Key_Space)

    def _tap_next_site(self) -> None:
        assert self._program.visit is not None
        hero: HeroView = self._program.visit.chair.stage.hero
        site = self._program.visit.model.next_site
        mark = hero.scene.mark(site.key) if hero.scene and site else None
        assert mark is not None
        QTest.mouseClick(hero, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, mark.centre.toPoint())

    def _finish(self) -> Iterator[Step]:
        self._step = "the finish page"
        page = self._program.shell.page
        assert page is not None
        yield None
        self._click(self._button(page, "reaction-1"))
        yield None
        self._click(self._button(page, "sign"))
        yield self._is_at("record-page")
        yield self._is_record_drawn
        self._grab("signed.png")
        yield None

    # --- hands and files -----------------------------------------------------------------------------------------

    def _is_record_drawn(self) -> bool:
        page = self._program.shell.page
        assert page is not None
        return all(view.is_drawn() for view in page.findChildren(SmallView))

    def _is_at(self, name: str) -> Condition:
        def is_at() -> bool:
            page = self._program.shell.page
            return page is not None and page.objectName() == name and page.isVisible()

        return is_at

    def _button(self, parent: QWidget, name: str) -> QAbstractButton:
        found = parent.findChild(QAbstractButton, name)
        if not isinstance(found, QAbstractButton):
            raise DemoError(f"The demo stopped at {self._step}: there is no button “{name}”.")
        return found

    def _click(self, button: QAbstractButton) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint())

    def _type(self, page: QWidget, name: str, text: str) -> None:
        field = page.findChild(QWidget, name)
        assert isinstance(field, QWidget)
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
        QTest.keyClicks(field, text)

    def _grab(self, name: str) -> None:
        if self._out is not None:
            path = self._out / name
            if not self._program.shell.grab().save(str(path)):
                raise DemoError(f"{path} could not be written. Is the folder writable, and is there room?")

    def _write_files(self, folder: Path) -> Iterator[Path]:
        record, protocol = self._program.stored_record(self._left.record_id)
        made = {
            "record.json": json_bytes(record),
            "note.txt": text_bytes(record, protocol),
            "record.csv": csv_bytes(record),
        }
        for name, data in made.items():
            write_file(folder / name, data)
            yield folder / name
        self._program.write_pdf(folder / "record.pdf", self._left.record_id)
        yield from (folder / name for name in ("record.pdf", "chair.png", "signed.png"))


class Trace:
    """Prints each event of a record as one line of JSON, once, after the disk has it. Called from two threads."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._printed = 0
        self._lock = Lock()

    def start(self) -> None:
        self._recorder.listen(on_saved=self._on_saved, on_not_saved=self._on_not_saved)
        self._print_until(self._recorder.saved_count)

    def _on_saved(self, report: SaveReport) -> None:
        self._print_until(report.saved_count)

    def _on_not_saved(self, failure: NotSaved) -> None:
        """Nothing is printed: nothing more is on the disk."""

    def _print_until(self, saved_count: int) -> None:
        with self._lock, suppress(BrokenPipeError):  # whoever read the lines went away; the visit goes on
            for event in self._recorder.events[self._printed : saved_count]:
                print(json.dumps({"record": self._recorder.record_id} | event_to_plain(event)), flush=True)
            self._printed = max(self._printed, saved_count)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DemoError(f"The folder {folder} cannot be made: {error.strerror}. Nothing was played.") from error
