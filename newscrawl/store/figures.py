"""A run's figures as the manifest has them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from newscrawl.model import stamp

__all__ = ["plain_figures", "versions"]


def plain_figures(stats: Mapping[str, Any]) -> dict[str, Any]:
    """A crawler's figures as JSON has them: moments and other objects as text."""
    return {str(key): _json_value(value) for key, value in stats.items()}


def _json_value(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, datetime):
        return stamp(value.replace(tzinfo=UTC) if value.tzinfo is None else value)
    if isinstance(value, Mapping):
        return plain_figures(value)
    if isinstance(value, list | tuple):
        return [_json_value(one) for one in value]
    return str(value)


def versions(spider_version: str) -> dict[str, str]:
    try:
        return {"newscrawl": version("newscrawl"), "spider": spider_version}
    except PackageNotFoundError:
        return {"newscrawl": "", "spider": spider_version}
