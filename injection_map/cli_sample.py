"""The command that makes a practice of invented patients."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

from injection_map import resources
from injection_map.cli_parts import Options, Outcome, as_json, now, passphrase_of, progress
from injection_map.domain import words
from injection_map.domain.errors import StoreError
from injection_map.domain.placement import place_sites
from injection_map.sample import Sample, SampleMaker
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_library import load_library
from injection_map.storage.vault import open_vault, vault_exists


def sample(options: Options) -> Outcome:
    """Never beside records that are there, and never where nobody has named a folder: a clinic's would begin there."""
    if not options.data_dir_named:
        raise StoreError("Nothing was made. Name a folder of its own for the invented patients with --data-dir.")
    if vault_exists(options.data_dir):
        raise StoreError(
            f"There are records in {options.data_dir} already. They stay as they are, and nothing was made. "
            "Name another folder with --data-dir."
        )
    made = _make(options)
    database = options.data_dir / "vault.db"
    if options.json:
        return Outcome(as_json(_plain(made) | {"data_dir": str(options.data_dir), "bytes": database.stat().st_size}))
    return Outcome(
        f"{words.count(made.visits, 'visit')} of {words.count(made.patients, 'invented patient')}, "
        f"{words.day(made.first_day)} to {words.day(made.last_day)}, in {options.data_dir} "
        f"({database.stat().st_size / 1e6:.1f} MB).\n"
    )


def _make(options: Options) -> Sample:
    """By the first of the program's own protocols, up to yesterday."""
    drawings = read_drawings(resources.diagrams())
    entry = load_library([resources.protocols()], drawings).entries[0]
    assert entry.protocol is not None  # the tests read it
    maker = SampleMaker(
        protocol=entry.protocol,
        points={key: placed.point for key, placed in place_sites(entry.protocol, drawings).items()},
        visits=options.visits,
        seed=options.seed,
        last_day=now().date() - timedelta(days=1),
    )
    show = progress("visits")
    with closing(open_vault(options.data_dir, passphrase=passphrase_of(options.data_dir))) as store:
        return maker.make(
            store,
            protocol_file=entry.file.read_bytes(),
            saved=lambda count: show(count, options.visits) if show else None,
        )


def _plain(made: Sample) -> dict[str, object]:
    return {
        "visits": made.visits,
        "patients": made.patients,
        "first_day": made.first_day.isoformat(),
        "last_day": made.last_day.isoformat(),
    }
