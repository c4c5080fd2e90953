"""The YAML that a protocol file may be written in, and where each refusal points."""

import time

import pytest
import yaml

from injection_map.storage import yaml_nodes
from injection_map.storage.yaml_nodes import (
    DEEPEST,
    MOST_BYTES,
    MOST_FAULTS,
    Faults,
    Kind,
    ListNode,
    MapNode,
    Node,
    ScalarNode,
    StopReading,
    Where,
    read_nodes,
)


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request, monkeypatch):
    """PyYAML with its C library, and without."""
    if not hasattr(yaml, request.param):
        pytest.skip("this PyYAML has no C library")
    monkeypatch.setattr(yaml_nodes, "_LOADER", getattr(yaml, request.param))
    return request.param


def read(data: str | bytes) -> tuple[Node | None, list[tuple[int, int, str]]]:
    faults = Faults()
    try:
        root = read_nodes(data.encode() if isinstance(data, str) else data, faults)
    except StopReading:
        root = None
    return root, [(fault.line, fault.column, fault.message) for fault in faults.in_order()]


def test_nodes_know_line_column_and_path(loader):
    root, faults = read("a: é\nbé:\n  - {c: 1, d: [x, 'y']}\n")
    assert faults == []
    assert isinstance(root, MapNode)
    assert [(entry.key, entry.key_where) for entry in root.entries] == [
        ("a", Where(1, 1, "a")),
        ("bé", Where(2, 1, "bé")),
    ]
    inner = root.entries[1].value.items[0]
    assert inner.where == Where(3, 5, "bé[0]")
    assert inner.entries[0].value == ScalarNode(Where(3, 9, "bé[0].c"), "1", quoted=False)
    assert inner.entries[1].value.items[1] == ScalarNode(Where(3, 19, "bé[0].d[1]"), "y", quoted=True)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("no", Kind.TEXT),
        ("yes", Kind.TEXT),
        ("on", Kind.TEXT),
        ("1:30", Kind.TEXT),
        ("2026-11-22", Kind.TEXT),
        ("1_000", Kind.TEXT),
        ("5 units", Kind.TEXT),
        ("٥", Kind.TEXT),
        ("true", Kind.FLAG),
        ("False", Kind.FLAG),
        ("5", Kind.NUMBER),
        ("007", Kind.NUMBER),
        ("-.5e3", Kind.NUMBER),
        ("0x10", Kind.NUMBER),
        ("0o17", Kind.NUMBER),
        (".nan", Kind.NUMBER),
        ("-.INF", Kind.NUMBER),
        ("~", Kind.NOTHING),
        ("null", Kind.NOTHING),
        ("", Kind.NOTHING),
        ("'5'", Kind.TEXT),
        ('"true"', Kind.TEXT),
        ("''", Kind.TEXT),
        (">-\n  null", Kind.TEXT),
    ],
)
def test_scalars_are_those_of_yaml_1_2(loader, written, kind):
    root, faults = read(f"a: {written}")
    assert faults == []
    assert root.entries[0].value.kind is kind


def test_line_ends_of_other_systems_and_a_byte_order_mark_count_for_nothing(loader):
    root, faults = read(b"\xef\xbb\xbfa: 1\r\nb:\r\n  c: 2\r\n")
    assert faults == []
    assert root.entries[0].key == "a"
    assert root.entries[1].value.entries[0].value.where == Where(3, 6, "b.c")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a: &x 1\nb: 2", [(1, 4, "found the anchor “&x”; wanted the value alone")]),
        ("b: *x", [(1, 4, "found the alias “*x”; wanted the value written out")]),
        ("a: 1\n<<: {b: 1}", [(2, 1, "found the merge key “<<”; wanted the values written out")]),
        ("a: !!int 1", [(1, 4, "found the tag “tag:yaml.org,2002:int”; wanted the value alone")]),
        ("a: !x [1]", [(1, 4, "found the tag “!x”; wanted the value alone")]),
        ("a: ! 1", [(1, 4, "found the tag “!”; wanted the value alone")]),
        ("%YAML 1.1\n---\na: 1", [(1, 1, "found a directive (%); wanted none: a protocol is plain YAML")]),
        ("%TAG ! tag:x,2026:\n---\na: 1", [(1, 1, "found a directive (%); wanted none: a protocol is plain YAML")]),
        ("a: 1\n--- \nb: 1", [(2, 1, "found a second document (---); wanted one protocol in a file")]),
        (
            "a: 1\nb: 2\n a: 3\n",
            [(3, 3, "found a second colon on the line, or a wrong indent; wanted a text with a colon in quotes")],
        ),
        ("a: 1\nb: {a: 1}\na: 3\n", [(3, 1, "found the key “a” again; it stands on line 1")]),
        ("{a: 1, b: 2, 'a': 3}", [(1, 14, "found the key “a” again; it stands on line 1")]),
        (
            "a: b: c",
            [(1, 5, "found a second colon on the line, or a wrong indent; wanted a text with a colon in quotes")],
        ),
        ("a:\n\tb: 1", [(2, 1, "found a tab; wanted spaces")]),
        ("[a]: 1", [(1, 1, "found a key that is not a word; wanted a word before the colon")]),
        ("{a: 1}: 1", [(1, 1, "found a key that is not a word; wanted a word before the colon")]),
        ("a: 1\n'': 2", [(2, 1, "found a key that is not a word; wanted a word before the colon")]),
        ("a: x\x00y", [(1, 5, "found the control character U+0000; wanted readable text only")]),
        ("a: 1\r\nbé: \x1b[0m", [(2, 5, "found the control character U+001B; wanted readable text only")]),
        ("a: left\u202ethgir", [(1, 8, "found the control character U+202E; wanted readable text only")]),
        ("a: x\u2028b: y", [(1, 5, "found the control character U+2028; wanted readable text only")]),
        ('a: "x\\0"', [(1, 4, "found the control character U+0000; wanted readable text only")]),
        ('a: "x\\u202e"', [(1, 4, "found the control character U+202E; wanted readable text only")]),
        ('"x\\0": 1', [(1, 1, "found the control character U+0000; wanted readable text only")]),
        ("", [(1, 1, "the file is empty; wanted a protocol")]),
        ("# only\n# comments\n", [(1, 1, "the file is empty; wanted a protocol")]),
    ],
)
def test_what_is_refused_and_where(loader, text, faults):
    assert read(text)[1] == faults


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"a: 1\nb: \xc3\xa9\xff", (2, 5, "found byte 0xFF, which is not UTF-8; wanted text saved as UTF-8")),
        (b"a: \xe9t\xe9\n", (1, 4, "found byte 0xE9, which is not UTF-8; wanted text saved as UTF-8")),
        ("a: 1".encode("utf-16"), (1, 1, "found byte 0xFF, which is not UTF-8; wanted text saved as UTF-8")),
        (b"\xed\xa0\x80", (1, 1, "found byte 0xED, which is not UTF-8; wanted text saved as UTF-8")),
        (b"a" * (MOST_BYTES + 1), (1, 1, "the file is larger than 1 MiB; a protocol is a few pages of text")),
    ],
)
def test_bytes_that_are_no_text_are_refused_where_they_stand(data, fault):
    assert read(data)[1] == [fault]


@pytest.mark.parametrize(
    "text",
    ["a: [1\n", "a: 'x", "a: @x", "a: 1\n  b: 2\n c: 3", '"\\Uffffffff": 1', "}", "%YAML " + "9" * 5000 + ".1\n---\n"],
)
def test_what_is_not_yaml_is_one_fault(loader, text):
    root, faults = read(text)
    assert root is None
    assert len(faults) == 1


def test_what_was_never_closed_is_told_with_the_line_it_began_on(loader):
    ((line, column, message),) = read("a: 1\nb: [x,\nc\n")[1]
    assert (line, column) == (4, 1)
    assert "begun on line 2" in message


def test_all_refusals_of_a_file_are_named_at_once(loader):
    assert [fault[:2] for fault in read("a: &x 1\nb: *x\nc: !t 2\na: 3\n<<: {}\n")[1]] == [
        (1, 4),
        (2, 4),
        (3, 4),
        (4, 1),
        (5, 1),
    ]


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_the_deepest_nesting_is_read_and_one_more_refused(loader):
    assert isinstance(read(nested(DEEPEST))[0], ListNode)
    assert read(nested(DEEPEST + 1)) == (
        None,
        [(1, DEEPEST + 1, f"found more than {DEEPEST} levels of lists and keys; a protocol needs 7")],
    )


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[\n"])
def test_a_bottomless_file_is_refused_and_does_not_crash_the_parser(loader, opening):
    root, faults = read(opening * 200_000)
    assert root is None
    assert len(faults) == 1


def test_a_bomb_of_aliases_is_never_unpacked():
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 30)]
    began = time.process_time()
    root, faults = read("\n".join(lines))
    assert time.process_time() - began < 1  # unpacked it would be 2**30 lists
    assert isinstance(root, MapNode)
    assert len(faults) == 30 + 58


def test_reading_ends_at_the_fault_that_is_one_too_many():
    _, faults = read("\n".join(f"k{i}: !t x" for i in range(MOST_FAULTS + 50)))
    assert len(faults) == MOST_FAULTS + 1
    assert faults[-1] == (MOST_FAULTS, 7, f"found more than {MOST_FAULTS} faults; the rest is not listed")


def test_exactly_the_most_faults_are_not_more():
    _, faults = read("\n".join(f"k{i}: !t x" for i in range(MOST_FAULTS)))
    assert len(faults) == MOST_FAULTS
