"""The add-on's pipeline: items of any class are cleaned, and none is lost."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from itemadapter import ItemAdapter

from newscrawl.pipelines import CleanTextPipeline

TEXT = "First paragraph of the river plan.\n\n- Advertisement -\n\nSecond paragraph of the river plan."
CLEAN = "First paragraph of the river plan.\n\nSecond paragraph of the river plan."


@dataclasses.dataclass
class Plain:
    text: str
    kind: str = "plain"


@dataclasses.dataclass(frozen=True)
class Frozen:
    text: str
    kind: str = "frozen"


@dataclasses.dataclass(frozen=True)
class Sealed:
    """No copy of it can be made."""

    kind: str = "sealed"
    text: str = dataclasses.field(default=TEXT, init=False)


@attrs.frozen
class Attrs:
    text: str
    kind: str = "attrs"


@attrs.frozen
class Renamed:
    text: str = attrs.field(alias="body")
    kind: str = "renamed"


@pytest.mark.parametrize("item", [{"text": TEXT, "kind": "dict"}, Plain(TEXT), Frozen(TEXT), Attrs(TEXT), Renamed(TEXT)], ids=repr)
def test_items_of_any_class_are_cleaned(item: Any) -> None:
    kind = ItemAdapter(item)["kind"]
    done = CleanTextPipeline(SimpleNamespace(stats=None), "text").process_item(item)  # type: ignore[arg-type]
    assert (ItemAdapter(done)["text"], ItemAdapter(done)["kind"], type(done)) == (CLEAN, kind, type(item))


def test_an_item_that_cannot_be_changed_goes_on_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    item = Sealed()
    assert CleanTextPipeline(SimpleNamespace(stats=None), "text").process_item(item) is item  # type: ignore[arg-type]
    assert "Sealed cannot be changed" in caplog.text
