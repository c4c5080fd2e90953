"""Hostile input for everything that reads: a sentence or a result, quickly, and never anything else."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from visits import Clock, acts

from injection_map import resources
from injection_map.domain.cartons import RefusedCarton
from injection_map.domain.commands import Refusal
from injection_map.domain.decisions import decide
from injection_map.domain.errors import EventFormatError, ProtocolFileError, StoreError
from injection_map.domain.event_codec import event_from_plain, event_to_plain
from injection_map.domain.session import Visit, fold
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.keys import read_key_file
from injection_map.storage.protocol_file import parse_protocol
from injection_map.workflow.carton_scan import read_carton

LONGEST_S = 5.0
"""No input may take longer: it would be a hang to who waits for it."""

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**63, 10**400, 0.1, -0.0, 1e308, 1e400, float("nan"), "", "x", "\0",
    "\ud83d", "é" * 50,
    "2025-11-18T10:30:00Z", "2025-11-18", "9999-12-31T23:59:59.999999+23:59", "left", "given", [], {}, [[]], {"x": {}},
    "opened", "signed", "1", 1.5, -5, 10**9,
)  # fmt: skip
_PLAIN_WORDS = """& * ! << --- ... | > ? - : , [ ] { } # % @ ` ' é ~ null true .nan .inf 1e400 0x10 &a *a !!x -1 0
    both left midline front tragus format units sites order id version 99999999999999999999"""
_WORDS = (*_PLAIN_WORDS.split(), *'"\t\r\0\ufeff\u2028\u202e')

_CODES = (
    "]d201003002339210291727053110C8124C3\x1d2110874420915561",
    "0100300231145014211087\x1d1727050010C8124C3",
    "(01)00300233921029(17)270531(10)C8124C3(21)10874420915561",
    "]C101003002339210291727053110C8124C3<GS>21108744\x1d91abc",
)
_CODE_PIECES = (
    *(
        "\x1d",
        "␝",
        "<GS>",
        "|",
        "~",
        "(10)",
        "(",
        ")",
        "]",
        "]d2",
        "17270500",
        "17000000",
        "10",
        "21",
        "01",
        "8008",
        "3103",
    ),
    *("٢", "\u202e", "\0", "\ud83d", "\N{SYRINGE}", "é", "\ufeff", " ", "\n", "9" * 40, "(01)" * 2600),
)


def _samples() -> list[dict[str, Any]]:
    """Each kind of event as it is stored."""
    events: list[Any] = []
    clock = Clock()
    for act in acts():
        made = decide(fold(events) if events else Visit(), act, at=clock(), by="Dr A")
        assert not isinstance(made, Refusal)
        events += made
    return [event_to_plain(event) for event in events]


def _changed(plain: Any, chance: random.Random) -> Any:
    """The same with one value, key or item another, removed, added or wrapped, somewhere in it."""
    if isinstance(plain, dict) and plain and chance.random() < 0.9:
        key = chance.choice(list(plain))
        rest = {name: value for name, value in plain.items() if name != key}
        match chance.randrange(6):
            case 0:
                return rest
            case 1:
                return plain | {chance.choice(("type", "seq", "colour", "units", "", "\0")): chance.choice(_VALUES)}
            case 2:
                return rest | {chance.choice(("typ", "site", "at")): plain[key]}
        return rest | {key: _changed(plain[key], chance)}
    if isinstance(plain, list) and plain and chance.random() < 0.8:
        at = chance.randrange(len(plain))
        return [*plain[:at], _changed(plain[at], chance), *plain[at + chance.randrange(3) :]]
    return chance.choice((chance.choice(_VALUES), [plain], {"x": plain}))


def _mutated(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at, dropped = chance.randrange(len(data) + 1), chance.choice((0, 0, 1, 2, 10, 200))
        new = chance.choice((b"", chance.randbytes(chance.randint(1, 6)), chance.choice(_WORDS).encode(), data[:50]))
        data = data[:at] + new + data[at + dropped :]
    return data


class _Watch:
    def __init__(self) -> None:
        self.slowest_s = 0.0

    def look(self, act: Callable[[], object]) -> None:
        begun = time.perf_counter()
        act()
        self.slowest_s = max(self.slowest_s, time.perf_counter() - begun)
        assert self.slowest_s < LONGEST_S, "it hung"


def test_the_event_decoder(times: Callable[[int, int], int], tell: Callable[[str], None]) -> None:
    chance, samples, watch = random.Random(13), _samples(), _Watch()
    count, taken = times(10_000, 800_000), 0

    def decode(plain: Any) -> None:
        nonlocal taken
        try:
            event = event_from_plain(plain)
        except EventFormatError as error:
            assert str(error).endswith(".")  # noqa: PT017
            return
        taken += 1
        assert event_from_plain(json.loads(json.dumps(event_to_plain(event)))) == event

    for _ in range(count):
        plain: Any = chance.choice(samples)
        for _ in range(chance.randint(1, 3)):
            plain = _changed(plain, chance)
        watch.look(lambda: decode(plain))  # noqa: B023
    assert 0 < taken < count
    tell(f"fuzz: event decoder, {count} inputs, {taken} of them taken; slowest {1000 * watch.slowest_s:.0f} ms")


def test_the_protocol_reader(times: Callable[[int, int], int], tell: Callable[[str], None]) -> None:
    chance, watch, drawings = random.Random(17), _Watch(), read_drawings(resources.diagrams())
    whole = (resources.protocols() / "preempt-31.yaml").read_bytes()
    small = _first_muscle_of(whole)
    parse_protocol(small, file=Path("small.yaml"), drawings=drawings)
    count, taken = times(1_500, 200_000), 0

    def read(data: bytes) -> None:
        nonlocal taken
        try:
            protocol = parse_protocol(data, file=Path("any.yaml"), drawings=drawings)
        except ProtocolFileError as error:
            assert error.faults  # noqa: PT017
            return
        taken += 1
        assert protocol.sites

    for number in range(count):
        data = _mutated(whole if number % 50 == 0 else small, chance)
        watch.look(lambda: read(data))  # noqa: B023
    assert 0 < taken < count
    tell(f"fuzz: protocol reader, {count} inputs, {taken} of them taken; slowest {1000 * watch.slowest_s:.0f} ms")


def _first_muscle_of(whole: bytes) -> bytes:
    """The shipped protocol with its first muscle only: small, so that many inputs can be tried."""
    first, second, *_ = whole.split(b"\n  - id: ")
    return b"\n  - id: ".join((first, second)) + b"\norder: [corrugator]\n"


def test_the_key_file(tmp_path: Path, times: Callable[[int, int], int], tell: Callable[[str], None]) -> None:
    from injection_map.storage import keys

    chance, path = random.Random(19), tmp_path / "vault.key.json"
    _, key_file = keys.make_key(passphrase="x", keychain=None)
    keys.write_key_file(path, key_file)
    plain = json.loads(path.read_text())
    count = times(500, 20_000)
    for number in range(count):
        changed = _mutated(path.read_bytes(), chance) if number % 2 else json.dumps(_changed(plain, chance)).encode()
        (tmp_path / "changed").write_bytes(changed)
        try:
            read_key_file(tmp_path / "changed")
        except StoreError as error:
            assert "Nothing was changed" in str(error)  # noqa: PT017
    tell(f"fuzz: key file, {count} inputs")


def test_the_carton_reader(times: Callable[[int, int], int], tell: Callable[[str], None]) -> None:
    chance, watch, count, taken = random.Random(23), _Watch(), times(5_000, 200_000), 0

    def read(text: str) -> None:
        nonlocal taken
        carton = read_carton(text, today=date(2025, 11, 18))
        if isinstance(carton, RefusedCarton):
            assert carton.findings
            assert all(finding.sentence.isprintable() for finding in carton.findings)
            return
        taken += 1
        assert carton.gtin is not None
        assert len(carton.gtin) == 14
        assert 0 < len(carton.lot) <= 20
        assert carton.lot.isascii()
        assert carton.serial is None or 0 < len(carton.serial) <= 20

    for _ in range(count):
        text = chance.choice(_CODES)
        for _ in range(chance.randint(1, 3)):
            at, dropped = chance.randrange(len(text) + 1), chance.choice((0, 0, 1, 1, 2, 10))
            piece = chance.choice((chance.choice(_CODE_PIECES), chr(chance.randrange(32, 127))))
            text = text[:at] + piece + text[at + dropped :]
        watch.look(lambda: read(text))  # noqa: B023
    assert 0 < taken < count
    tell(f"fuzz: carton reader, {count} inputs, {taken} of them taken; slowest {1000 * watch.slowest_s:.0f} ms")
