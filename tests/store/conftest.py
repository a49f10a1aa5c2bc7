from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.smallsite import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty output folder, and a clock."""
    return World(tmp_path / "output")
