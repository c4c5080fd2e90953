"""Whatever a file holds, the reader answers with a protocol or with its faults, and never with anything else."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from injection_map import resources
from injection_map.domain.errors import FileFault, ProtocolFileError
from injection_map.domain.placement import place_sites
from injection_map.storage import yaml_nodes
from injection_map.storage.diagram_file import read_drawings
from injection_map.storage.protocol_file import parse_protocol

FILE = Path("any.yaml")
DRAWINGS = read_drawings(resources.diagrams())
SHIPPED = (resources.protocols() / "preempt-31.yaml").read_text(encoding="utf-8")
TOKENS = re.findall(r"\n +|[\w.-]+|[^\w]", SHIPPED)

WORDS = """& * ! << --- ... | > ? - : , [ ] { } # % @ ` ' " é ~ null true .nan .inf 1e400 0x10 &a *a !!x -1 0
    99999999999999999999 both midline front side back left right from between fraction lateral forward corrugator
    temporalis-1 tragus acromion-left format units sites order"""

nasty = st.sampled_from([*WORDS.split(), *"\t\r\0\ufeff\u2028"]) | st.text(max_size=8)


def check(data: bytes) -> None:
    """Fails on any exception but ProtocolFileError, on a fault beside the file, and on what cannot be placed."""
    lines = len(re.split("\r\n|\r|\n", data.decode("utf-8", errors="replace")))
    faults: tuple[FileFault, ...] = ()
    try:
        protocol = parse_protocol(data, file=FILE, drawings=DRAWINGS)
    except ProtocolFileError as error:
        faults = error.faults
    else:
        assert len(place_sites(protocol, DRAWINGS)) == len(protocol.sites) > 0
        assert 0 < protocol.units <= protocol.limits.visit_units
        return
    places = [(fault.line, fault.column) for fault in faults]
    assert places
    assert places == sorted(places)
    assert all(1 <= line <= lines and column >= 1 for line, column in places)
    assert all(fault.message for fault in faults)


@given(st.binary(max_size=400))
@example(b"")
@example(b"{")
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
@example(b"\xc2\x85")
@example(b"\r")
@example(b"--- |\n\0")
def test_any_bytes(data):
    check(data)


@given(st.text(alphabet="abc:-?[]{}#&*!|>'\"%@`, \n\t\r0.~é\u2028\ud7ff", max_size=200))
def test_anything_that_looks_like_yaml(text):
    check(text.encode())


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@settings(max_examples=150)
@given(data=st.data())
def test_the_shipped_protocol_with_any_words_changed(loader, data):
    tokens = list(TOKENS)
    for _ in range(data.draw(st.integers(1, 6), label="changes")):
        at = data.draw(st.integers(0, len(tokens) - 1), label="at")
        tokens[at : at + data.draw(st.integers(0, 3), label="dropped")] = data.draw(
            st.lists(nasty, max_size=3), label="new"
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_nodes, "_LOADER", getattr(yaml, loader, yaml.SafeLoader))
        check("".join(tokens).encode("utf-8", errors="surrogatepass"))


@settings(max_examples=100)
@given(st.integers(0, len(SHIPPED.encode())), st.integers(0, 40), st.binary(max_size=40))
def test_the_shipped_protocol_with_any_bytes_changed(at, dropped, new):
    data = SHIPPED.encode()
    check(data[:at] + new + data[at + dropped :])


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | nasty
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(nasty | st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def paths_of(value, path=()):
    """The path of every value in a tree of lists and dictionaries."""
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths_of(inner, (*path, key))


TREE = yaml.safe_load(SHIPPED)
PATHS = [path for path in paths_of(TREE) if path]


@settings(max_examples=150)
@given(st.sampled_from(PATHS), values)
def test_the_shipped_protocol_with_any_value_in_place_of_another(path, value):
    tree = yaml.safe_load(SHIPPED)
    *way, last = path
    parent = tree
    for key in way:
        parent = parent[key]
    parent[last] = value
    check(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False).encode("utf-8", errors="surrogatepass"))
