"""What a walk remembers of each candidate."""

from __future__ import annotations

import sys
from typing import cast

from newscrawl.discover.limits import Limits
from newscrawl.discover.span import Window
from newscrawl.discover.walks.memory import Memory
from newscrawl.discover.walks.walk_state import Fetch, Trail
from newscrawl.model import Candidate, Hint
from newscrawl.site import Site

SITE = Site(name="mag", home="https://mag.example/", title="Mag")


def hand_on(trail: Trail, number: int) -> int:
    url = f"https://mag.example/a-headline-of-some-fifty-letters-as-an-address-{number}/"
    one = Candidate(url=url, aliases=(f"https://mag.example/?p={number}",), hints=(Hint(source="wordpress"),))
    return len(trail.batch("wordpress", SITE.home, [one]).candidates)


def test_a_walk_remembers_two_numbers_and_one_address_of_a_candidate() -> None:
    trail = Trail(SITE, Window(), cast("Fetch", None), cast("Memory", None), Limits())
    assert sum(hand_on(trail, number) for number in range(100)) == 100
    kept = {id(one): one for one in (*trail._names, *trail._names.values(), *trail._sources)}
    addresses = [one for one in kept.values() if isinstance(one, str)]
    assert len(addresses) == 100
    assert sum(map(sys.getsizeof, kept.values())) - sum(map(sys.getsizeof, addresses)) <= 100 * 2 * 40
    assert sum(hand_on(trail, number) for number in range(100)) == 0
