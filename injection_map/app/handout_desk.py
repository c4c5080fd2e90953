"""Hand-outs: laid out as they are chosen, drawn and written off the window's thread, so that it never stands still."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from injection_map import resources
from injection_map.app.window import Window
from injection_map.app.workplace import Workplace
from injection_map.domain import words
from injection_map.domain.errors import InjectionMapError

# isort: split
# Pure Python comes first: PySide6 reads the source of everything that is imported after it.
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from injection_map.ui.background import Background

if TYPE_CHECKING:
    from injection_map.report.handout import HandoutPrint
    from injection_map.report.handout_file import HandoutFormat
    from injection_map.ui.trainer.handout_page import HandoutPage, HandoutWish


class HandoutDesk(QObject):
    """One page at a time. Its thread ends with `close`, and when the page is left."""

    left = Signal()

    def __init__(self, workplace: Workplace, window: Window, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace, self._window = workplace, window
        self._background: Background | None = None
        self._page: HandoutPage | None = None
        self._printed: HandoutPrint | None = None
        """What was chosen last, drawn or not yet."""

    def show(self) -> None:
        from injection_map.diagram.art import ArtRenderer
        from injection_map.report.handout_choice import Medium
        from injection_map.ui.start_page import BrokenFile
        from injection_map.ui.trainer.handout_page import HandoutPage

        library = self._workplace.library
        self._art = ArtRenderer(resources.diagrams())
        self._background = Background(self)
        self._page = page = HandoutPage(
            self._workplace.theme,
            protocols=library.protocols,
            broken=[BrokenFile(entry.file.name, entry.faults) for entry in library.entries if entry.faults],
            paper=Medium(self._workplace.settings.paper),
        )
        page.wished.connect(self._on_wished)
        page.pdf_asked.connect(self._on_pdf)
        page.png_asked.connect(self._on_png)
        page.back_asked.connect(self._on_back)
        self._window.show(page)
        if page.wish is not None:
            self._on_wished(page.wish)

    def close(self) -> None:
        """Nothing more is drawn or written; what is being written is waited for."""
        if self._background is not None:
            self._background.close()
        self._background = self._page = self._printed = None

    def _on_back(self) -> None:
        self.close()
        self.left.emit()

    # --- drawing ------------------------------------------------------------------------------------------------

    def _on_wished(self, wish: HandoutWish) -> None:
        from injection_map.report.handout import handout_print

        workplace = self._workplace
        day = workplace.setup.clock().date()
        self._printed = handout_print(wish.protocol, workplace.drawings, self._art, wish.choice, day=day)
        self._draw(self._printed, 0)

    def _draw(self, printed: HandoutPrint, done: int) -> None:
        """Drawing after drawing, until all are there or something else was chosen."""
        page, background = self._page, self._background
        if page is None or background is None or printed is not self._printed:
            return
        if done == len(printed.scenes):
            page.show_pages(printed)
            return
        page.say_working(f"Drawing {done + 1} of {len(printed.scenes)}")

        def work() -> None:
            printed.prepare(printed.scenes[done])

        def go_on(_: None) -> None:
            self._draw(printed, done + 1)

        background.run(work, done=go_on, failed=self._on_failed)

    # --- writing ------------------------------------------------------------------------------------------------

    def _on_pdf(self) -> None:
        from injection_map.report.handout_file import HandoutFormat
        from injection_map.report.paper import pdf_bytes

        if (path := self._asked_path(HandoutFormat.PDF)) is not None and self._printed is not None:
            self._write({path: pdf_bytes(self._printed)})

    def _on_png(self) -> None:
        from injection_map.report.handout_file import HandoutFormat, picture_paths

        printed = self._printed
        if (path := self._asked_path(HandoutFormat.PNG)) is not None and printed is not None:
            self._picture(printed, list(picture_paths(path, printed)), {})

    def _asked_path(self, form: HandoutFormat) -> Path | None:
        from injection_map.report.handout_file import file_name

        if self._printed is None:
            return None
        suggested = file_name(self._printed.protocol, self._printed.choice, form)
        name, _ = QFileDialog.getSaveFileName(self._window.shell, "Save the hand-out", suggested)
        return Path(name) if name else None

    def _picture(self, printed: HandoutPrint, paths: list[Path], files: dict[Path, bytes]) -> None:
        """Page after page: painted here, where the letters are, and packed on the thread, which takes longer."""
        from injection_map.report.handout_file import page_picture, png_bytes

        page, background = self._page, self._background
        if page is None or background is None:
            return
        number = len(files) + 1
        if number > len(paths):
            self._write(files)
            return
        page.say_working(f"Making picture {number} of {len(paths)}")
        picture = page_picture(printed, number)

        def go_on(data: bytes) -> None:
            self._picture(printed, paths, {**files, paths[number - 1]: data})

        background.run(lambda: png_bytes(picture), done=go_on, failed=self._on_failed)

    def _write(self, files: dict[Path, bytes]) -> None:
        from injection_map.report.files import write_files

        assert self._page is not None
        assert self._background is not None
        self._page.say_working("Saving")
        told = _saved_words(list(files))

        def done(_: None) -> None:
            if self._page is not None:
                self._page.say_saved(told)

        self._background.run(lambda: write_files(files), done=done, failed=self._on_failed)

    def _on_failed(self, error: InjectionMapError) -> None:
        if self._page is not None:
            self._page.say_fault(str(error))


def _saved_words(paths: list[Path]) -> str:
    """Told before they are written. Of one file the dialog asked whether it may be replaced; of several nobody did."""
    first, *others = paths
    if not others:
        return f"Saved as {first.name}."
    replaced = sum(path.exists() for path in paths)
    older = f" {words.count(replaced, 'older picture')} of the same name replaced." if replaced else ""
    return f"Saved as {first.name} and {len(others)} more beside it.{older}"
