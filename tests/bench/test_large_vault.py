"""The measuring of a large vault, with two that are small: what it says, and that it leaves a named one alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from injection_map.bench.children import BenchError
from injection_map.bench.large_vault import SUMS, run_records_bench


def test_it_makes_both_vaults_and_says_how_one_is_to_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_records_bench(json=True, named=None, small=3, large=9) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["visits"] == [9, 3]
    assert {"open", "first_page", "search_p95", "recall_of_lot", *SUMS, "visits_of_person"} <= set(said["ratios"])
    assert all(measure["ours"] > 0 for measure in said["ratios"].values())


def test_a_named_vault_without_its_passphrase_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INJECTION_MAP_PASSPHRASE", raising=False)
    with pytest.raises(BenchError, match="INJECTION_MAP_PASSPHRASE"):
        run_records_bench(json=False, named=tmp_path, small=1)
