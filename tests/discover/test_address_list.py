"""Lists of addresses in whatever form people and GDELT write them."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from newscrawl.discover.address_list import AddressList
from newscrawl.errors import UsageError

A, B = "https://a.example/one", "https://b.example/two,three?x=1"
EVENT = "\t".join([str(number) for number in range(60)])  # 61 columns, the source's address last
GRAPH = f"20261123-1\t20261123\t1\ta.example\t{A}\tWORDS\thttps://a.example/picture.jpg\thttps://tube.example/x"
MENTION = f"410\t20261123\t20261123\t1\ta.example\t{A}\t1"


@pytest.mark.parametrize(
    ("name", "text", "urls"),
    [
        ("list", f"# ours\n{A}\n\n  {B} a remark\nno address\nftp://c.example/\n", [A, B]),
        ("list.txt", f"\ufeff{A}\r\n{B}\r\n", [A, B]),
        ("list.csv", f'title,url\n"One, two",{A}\n"Two","{B}"\n,\n', [A, B]),
        ("list", f"URL;Title\n{A};One\n", [A]),
        ("list.csv", f'{A},One\n"{B}",Two\n', [A, B]),
        ("list.jsonl", f'{{"url": "{A}"}}\nbroken\n{{"link": "{B}", "x": [1]}}\n{{"url": 3}}\n[]\n', [A, B]),
        ("list", f'{{"canonical_url": "{A}"}}\n"{B}"\n', [A, B]),
        ("events.CSV", f"{EVENT}\t{A}\n{EVENT}\t{B}\n", [A, B]),
        ("20261123.gkg.csv", f"{GRAPH}\n{GRAPH}\n", [A, A]),
        ("20261123.mentions.CSV", MENTION, [A]),
    ],
)
@pytest.mark.parametrize("packed", ["", ".gz", ".zip"])
def test_addresses_are_found(tmp_path: Path, name: str, text: str, urls: list[str], packed: str) -> None:
    path = tmp_path / (name + packed)
    data = text.encode()
    if packed == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, data)
    else:
        path.write_bytes(gzip.compress(data) if packed else data)
    assert list(AddressList.open(path)) == urls


@pytest.mark.parametrize("data", [b"", b"no address\n", b"\x1f\x8b broken", b"PK\x03\x04 broken", b"\x00\xff" * 100, b"a\tb\tc\n"])
def test_what_names_no_address_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "list"
    path.write_bytes(data)
    with pytest.raises(UsageError, match="list"):
        AddressList.open(path)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        AddressList.open(tmp_path / "none")
