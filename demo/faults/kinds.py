"""The kinds of faults."""

from __future__ import annotations

from collections.abc import Sequence

from demo.faults.injector import Fault

PASSING: Sequence[Fault] = ()
