"""Records and patients come in from files and go out into others, by hand, in the real program."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from exports import Lines, chained_anew, exported_practice, of_records, written
from journeys.earlier import KNOWN, treat
from journeys.hands import PASSPHRASE, Hands
from journeys.test_lock import told_by_accessibility
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from injection_map import app
from injection_map.domain import words
from injection_map.domain.patient_csv import SAMPLE
from injection_map.report import files
from injection_map.storage.vault import open_vault
from injection_map.ui.controls import Button, Text
from injection_map.ui.import_page import ImportPage
from injection_map.ui.records_page import RecordsPage

WHO = "Dr I. Mport (invented)"


@pytest.fixture
def practice(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    return exported_practice(lambda: tmp_path_factory.mktemp("practice") / "records")


@pytest.fixture
def at_records(sit_down: Callable[..., Hands], data_dir: Path) -> Hands:
    """One earlier visit is in the vault."""
    treat(data_dir, at=app.now() - timedelta(weeks=13))
    hands = sit_down()
    hands.click("records")
    hands.wait_for_page("records-page")
    return hands


@pytest.fixture
def at_import(at_records: Hands) -> Hands:
    at_records.click("import-records")
    at_records.wait_for_page("import-page")
    return at_records


def said(hands: Hands, name: str) -> str:
    text = hands.find(name)
    assert isinstance(text, Text)
    return text.text()


def page(hands: Hands) -> ImportPage:
    assert isinstance(hands.page, ImportPage)
    return hands.page


def choose(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    """Whatever dialog comes, this is chosen."""
    for ask in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, ask, lambda *_: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(file))


def marks(hands: Hands) -> list[str]:
    """What is read aloud of each row."""
    rows = page(hands).list.rows
    return [str(rows.data(rows.index(number))) for number in range(rows.rowCount())]


@pytest.mark.xcb
def test_records_come_in(at_import: Hands, practice: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = at_import
    next(line for line in of_records(practice) if line["event"]["type"] == "given")["event"]["units"] += 5
    choose(monkeypatch, written(tmp_path / "all.jsonl", practice))
    assert not hands.find("import").isVisible()
    hands.click("choose-file")
    hands.wait(lambda: page(hands).counts.isVisible())
    assert said(hands, "counts") == "12 records: 11 new, 1 refused."
    assert len(marks(hands)) == 12
    hands.click("filter-1")
    (wrong,) = marks(hands)
    assert ", refused, " in wrong
    assert "changed after it was written" in wrong
    main = hands.find("import")
    assert isinstance(main, Button)
    assert main.text() == "Import 11 records, leave out 1"
    hands.click("import")
    assert said(hands, "counts").startswith("12 records"), "without a name nothing is imported"
    hands.write("import-who", WHO)
    hands.click("import")
    hands.wait(lambda: said(hands, "import-title").endswith(" imported."))
    assert said(hands, "import-title").startswith("11 records and ")
    assert not hands.find("import").isVisible()
    hands.click("back")
    hands.wait_for_page("records-page")
    assert isinstance(hands.page, RecordsPage)
    assert hands.page.model.total == 12
    store = hands.program.vault.store
    assert store is not None
    assert store.entries("~vault")[-1]["by"] == WHO


def test_patients_of_an_export_come_in_though_no_record_is_new(
    at_import: Hands, practice: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = at_import
    patients = chained_anew([line for line in practice if line.get("record") in (None, "~vault", "~patients")])
    choose(monkeypatch, written(tmp_path / "patients.jsonl", patients))
    hands.click("choose-file")
    hands.wait(lambda: hands.find("import").isVisible())
    number = len({line["event"]["patient"]["id"] for line in patients if line.get("record") == "~patients"})
    assert said(hands, "counts") == "There are no records in this file."
    assert page(hands).main.text() == f"Import {words.count(number, 'patient')}"
    hands.write("import-who", WHO)
    hands.click("import")
    hands.wait(lambda: said(hands, "import-title") == f"{words.count(number, 'patient')} imported.")


def test_a_file_that_cannot_come_in_says_why(
    at_import: Hands, practice: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = at_import
    choose(monkeypatch, written(tmp_path / "cut.jsonl", practice[:50]))
    hands.click("choose-file")
    hands.wait(lambda: hands.find("import-fault").isVisible())
    fault = page(hands)._message.text
    assert fault.startswith(
        "cut.jsonl cannot be imported. Nothing was changed.\nLine 50, column 1: The file ends after"
    )
    choose(monkeypatch, written(tmp_path / "all.jsonl", practice))
    hands.click("choose-file")
    hands.wait(lambda: page(hands).counts.isVisible())
    assert not hands.find("import-fault").isVisible()


def test_patients_come_in_ticked_one_by_one(at_import: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = at_import
    table = tmp_path / "patients.csv"
    table.write_text(
        "name;born;number;phone\nNEWCOMER, Ada (invented);03/04/1980;N-1;1\n"
        f"{KNOWN.name};{KNOWN.born.isoformat()};N-2;2\nNEWCOMER, Bo (invented);14-Mar-1981;N-3;3\n"
    )
    choose(monkeypatch, table)
    hands.click("kind-1")
    hands.click("choose-file")
    hands.wait(lambda: page(hands).counts.isVisible())
    assert said(hands, "counts") == "3 patients: 2 new, 1 refused."
    assert [mark.split(", ")[1] for mark in marks(hands)] == ["refused", "left out", "new"]
    assert "03-Apr-1980 or 04-Mar-1980" in marks(hands)[0]
    page(hands).list.setFocus()
    hands.press(Qt.Key.Key_Home)
    assert said(hands, "row-said").replace("\u200b", "") in marks(hands)[0]
    hands.click("order-1")
    hands.wait(lambda: said(hands, "counts") == "3 patients: 3 new.")
    view = page(hands).list
    place = view.visualRect(view.rows.index(1)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert page(hands).main.text() == "Import 3 patients"
    view.setFocus()
    hands.press(Qt.Key.Key_Space)
    assert page(hands).main.text() == "Import 2 patients"
    hands.write("import-who", WHO)
    hands.press(Qt.Key.Key_Return)
    hands.wait(lambda: said(hands, "import-title") == "2 patients imported.")
    assert hands.program.vault.patients is not None
    assert [found.patient.number for found in hands.program.vault.patients.find("newcomer")] == ["N-1", "N-3"]


def test_a_sample_table_is_one_that_comes_in(at_import: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = at_import
    choose(monkeypatch, tmp_path / "patients.csv")
    hands.click("kind-1")
    hands.click("save-sample")
    assert (tmp_path / "patients.csv").read_bytes().decode() == SAMPLE
    hands.click("choose-file")
    hands.wait(lambda: page(hands).counts.isVisible())
    assert said(hands, "counts") == "2 patients: 2 new."


def test_the_window_is_closed_in_the_middle(
    at_import: Hands, practice: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is under way is stopped before the records are closed; they are whole."""
    hands = at_import
    choose(monkeypatch, written(tmp_path / "all.jsonl", practice))
    hands.click("choose-file")
    hands.wait(lambda: page(hands).counts.isVisible())
    hands.write("import-who", WHO)
    hands.click("import")
    hands.program.shell.close()
    store = open_vault(hands.program.workplace.setup.data_dir, passphrase=hands.program.workplace.setup.passphrase)
    try:
        assert len(store.record_ids()) in (1, 13)
    finally:
        store.close()


def test_two_clicks_import_once(
    at_import: Hands, practice: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = at_import
    choose(monkeypatch, written(tmp_path / "all.jsonl", practice))
    hands.click("choose-file")
    hands.wait(lambda: page(hands).counts.isVisible())
    hands.write("import-who", WHO)
    for click in (QTest.mouseClick, QTest.mouseDClick, QTest.mouseClick):
        click(hands.find("import"), Qt.MouseButton.LeftButton)
    QTest.keyClick(hands.program.shell.windowHandle(), Qt.Key.Key_Return)
    hands.wait(lambda: said(hands, "import-title").endswith(" imported."))
    store = hands.program.vault.store
    assert store is not None
    assert [entry["type"] for entry in store.entries("~vault")][-2:] == ["import_begun", "imported"]
    assert sum(entry["type"] == "import_begun" for entry in store.entries("~vault")) == 1
    assert hands.find("choose-file").hasFocus(), "who goes on by keys is not left without a place"


def lock(hands: Hands) -> None:
    QTest.keyClick(hands.program.shell.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert hands.program.shell.cover is not None


def unlock(hands: Hands) -> None:
    for letter in PASSPHRASE:
        QTest.keyClick(hands.program.shell.windowHandle(), letter)
    QTest.keyClick(hands.program.shell.windowHandle(), Qt.Key.Key_Return)
    assert hands.program.shell.cover is None


@pytest.mark.xcb
def test_the_screen_is_locked_while_a_file_is_looked_at_and_while_it_is_imported(
    at_import: Hands, practice: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes on behind the lock, which tells nothing of it."""
    hands = at_import
    names = {line["event"]["patient"]["name"] for line in practice if line.get("record") == "~patients"}
    choose(monkeypatch, written(tmp_path / "all.jsonl", practice))
    hands.click("choose-file")
    lock(hands)
    hands.wait(lambda: page(hands)._preview is not None)
    told = "\n".join(told_by_accessibility(hands.program.shell))
    assert [name for name in names if name in told] == []
    unlock(hands)
    assert page(hands).counts.isVisible()
    hands.write("import-who", WHO)
    hands.click("import")
    lock(hands)
    hands.wait(lambda: said(hands, "import-title").endswith(" imported."))
    assert hands.program.shell.cover is not None
    unlock(hands)
    assert said(hands, "import-title").startswith("12 records")


# --- out -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(sit_down: Callable[..., Hands], practice: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """At the records, with twelve of them."""
    hands = sit_down()
    hands.click("records")
    hands.wait_for_page("records-page")
    choose(monkeypatch, written(tmp_path / "all.jsonl", practice))
    hands.click("import-records")
    hands.wait_for_page("import-page")
    hands.click("choose-file")
    hands.wait(lambda: page(hands).counts.isVisible())
    hands.write("import-who", WHO)
    hands.click("import")
    hands.wait(lambda: said(hands, "import-title").endswith(" imported."))
    hands.click("back")
    hands.wait_for_page("records-page")
    return hands


def export_said(hands: Hands) -> str:
    from injection_map.ui.export_page import ExportPage

    assert isinstance(hands.page, ExportPage)
    return hands.page.message.text.replace("\u200b", "")


@pytest.mark.xcb
def test_a_selection_goes_out_and_comes_in_elsewhere(
    many: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = many
    assert isinstance(hands.page, RecordsPage)
    view = hands.page.list
    for row, held in ((0, Qt.KeyboardModifier.NoModifier), (2, Qt.KeyboardModifier.ShiftModifier)):
        place = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, place)
    assert said(hands, "found") == "3 records selected."
    ids = {hands.page.model.row(view.model().index(row, 0)).record_id for row in range(3)}
    hands.click("export-records")
    hands.wait_for_page("export-page")
    choose(monkeypatch, tmp_path / "some.jsonl")
    hands.click("format-5")
    hands.click("export")
    hands.wait(lambda: export_said(hands) == "3 records written into some.jsonl.")
    lines = [json.loads(line) for line in (tmp_path / "some.jsonl").read_text().splitlines()]
    assert lines[0]["selection"] == 3
    assert {line["record"] for line in of_records(lines)} == ids
    assert lines == chained_anew(lines)
    hands.click("export-back")
    hands.wait_for_page("records-page")


@pytest.mark.parametrize(("number", "ending"), [(1, ".txt"), (4, ".fhir.json")])
def test_all_that_is_found_goes_out(
    number: int, ending: str, many: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = many
    (tmp_path / "out").mkdir()
    choose(monkeypatch, tmp_path / "out")
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert said(hands, "found") == "12 records selected."
    hands.click("export-records")
    hands.wait_for_page("export-page")
    hands.click("which-1")
    hands.click(f"format-{number}")
    hands.click("export")
    hands.wait(lambda: export_said(hands).startswith("12 records written into records-"))
    (folder,) = (tmp_path / "out").iterdir()
    files = list(folder.iterdir())
    assert len(files) == 12
    assert all(file.name.startswith("record-") and file.name.endswith(ending) for file in files)


def test_two_go_out_as_they_would_be_printed(many: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = many
    assert isinstance(hands.page, RecordsPage)
    (tmp_path / "out").mkdir()
    choose(monkeypatch, tmp_path / "out")
    hands.page.list.setFocus()
    hands.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert said(hands, "found") == "2 records selected."
    hands.click("export-records")
    hands.wait_for_page("export-page")
    hands.click("export")
    hands.wait(lambda: export_said(hands).startswith("2 records written into records-"))
    (folder,) = (tmp_path / "out").iterdir()
    assert [file.read_bytes()[:4] for file in folder.iterdir()] == [b"%PDF"] * 2


def test_an_export_is_stopped_and_leaves_nothing(many: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = many
    (tmp_path / "out").mkdir()
    choose(monkeypatch, tmp_path / "out")
    hands.click("export-records")
    hands.wait_for_page("export-page")
    hands.click("export")
    hands.click("stop")
    hands.wait(lambda: export_said(hands) == "Stopped. Nothing was written; the records are as they were.")
    assert list((tmp_path / "out").iterdir()) == []


def test_the_screen_is_locked_while_records_go_out(
    many: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = many
    (tmp_path / "out").mkdir()
    choose(monkeypatch, tmp_path / "out")
    hands.click("export-records")
    hands.wait_for_page("export-page")
    hands.click("format-2")
    hands.click("export")
    lock(hands)
    hands.wait(lambda: export_said(hands).startswith("12 records written into records-"))
    unlock(hands)
    (folder,) = (tmp_path / "out").iterdir()
    assert len(list(folder.iterdir())) == 12


@pytest.mark.parametrize("number", [0, 5])
def test_the_window_is_closed_while_records_go_out(
    number: int, many: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = many
    (tmp_path / "out").mkdir()
    choose(monkeypatch, tmp_path / "out" if number == 0 else tmp_path / "out" / "all.jsonl")
    hands.click("export-records")
    hands.wait_for_page("export-page")
    hands.click(f"format-{number}")
    hands.click("export")
    hands.program.shell.close()
    assert list((tmp_path / "out").iterdir()) == []


def test_two_exports_into_one_folder_do_not_meet(many: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = many
    (tmp_path / "out").mkdir()
    choose(monkeypatch, tmp_path / "out")
    at = hands.program.workplace.setup.clock()
    (tmp_path / "out" / f"records-{at:%Y-%m-%d-%H%M%S}-csv").mkdir()
    monkeypatch.setattr(hands.program.workplace, "setup", replace(hands.program.workplace.setup, clock=lambda: at))
    hands.click("export-records")
    hands.wait_for_page("export-page")
    hands.click("format-2")
    hands.click("export")
    hands.wait(lambda: "is there already" in export_said(hands))
    (folder,) = (tmp_path / "out").iterdir()
    assert list(folder.iterdir()) == []


def test_a_disk_without_room_is_told_and_nothing_is_left(
    many: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = many
    (tmp_path / "out").mkdir()
    choose(monkeypatch, tmp_path / "out")
    hands.click("export-records")
    hands.wait_for_page("export-page")
    synced: list[int] = []

    def full(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    hands.click("format-1")
    hands.click("export")
    hands.wait(lambda: "there is no space left on the disk" in export_said(hands))
    assert "The records themselves are safe." in export_said(hands)
    assert list((tmp_path / "out").iterdir()) == []
