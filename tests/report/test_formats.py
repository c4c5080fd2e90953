from __future__ import annotations

from dataclasses import replace

import pytest
from report.visits import every_kind

from injection_map import cli
from injection_map.domain.errors import InjectionMapError
from injection_map.report.billing import Billing
from injection_map.report.choices import Choices
from injection_map.report.exports import NothingToBillError, exported
from injection_map.report.formats import ExportFormat, file_name

KINDS = every_kind()


def test_the_command_line_offers_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["records", "export", "--help"])
    shown = capsys.readouterr().out
    assert all(str(kind) in shown for kind in ExportFormat)


def test_no_two_files_of_a_record_have_the_same_name() -> None:
    names = [file_name(KINDS["whole"], kind) for kind in ExportFormat]
    assert len(set(names)) == len(names)
    assert "record-0190-a.pdf" in names
    assert "HALVORSEN" not in "".join(names)


def test_a_file_stays_in_the_folder_that_it_is_written_in() -> None:
    assert file_name(replace(KINDS["whole"], id="../../etc/x y"), ExportFormat.JSON) == "record-------etc-x-y.json"


SAYS_NOTHING = {
    ExportFormat.ICS: {"open", "paused", "finished", "nothing-given", "not-treated", "no-vial"},
    ExportFormat.BILLING: {"open", "paused", "nothing-given", "not-treated", "training", "no-vial"},
}


@pytest.mark.parametrize("kind", [kind for kind in ExportFormat if not kind.is_paper])
@pytest.mark.parametrize("record", KINDS)
def test_every_kind_of_record_is_a_file_or_a_sentence(kind: ExportFormat, record: str) -> None:
    choices = Choices(billing=Billing())
    if record in SAYS_NOTHING.get(kind, ()):
        with pytest.raises(InjectionMapError, match=r"\.$"):
            exported(KINDS[record], None, kind, choices)
    else:
        assert exported(KINDS[record], None, kind, choices)


def test_billing_is_off_until_it_is_asked_for() -> None:
    with pytest.raises(NothingToBillError, match="Billing is off"):
        exported(KINDS["whole"], None, ExportFormat.BILLING)
    assert b'"billing"' not in exported(KINDS["whole"], None, ExportFormat.JSON)
    assert b"J0585" not in exported(KINDS["whole"], None, ExportFormat.TEXT)


def test_billing_lines_as_text() -> None:
    data = exported(KINDS["whole"], None, ExportFormat.BILLING, Choices(billing=Billing()))
    assert data == b"64615 x 1\nJ0585 x 153\nJ0585-JW x 147\n"


def test_paper_is_not_made_of_text() -> None:
    with pytest.raises(ValueError, match="paper"):
        exported(KINDS["whole"], None, ExportFormat.PDF)
