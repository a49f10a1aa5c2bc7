import pytest

from newscrawl.discover.batch import Batch
from newscrawl.discover.walks.account import Accounts
from newscrawl.errors import SourceError

FEED = "https://mag.example/feed/"


def account(*batches, new=0, changed=0):
    accounts = Accounts()
    for batch in batches:
        accounts.add(batch, new=new, changed=changed)
    return accounts


def page(**counts):
    return Batch(source=counts.pop("source", "feed"), url=FEED, **counts)


def test_all_pages_of_a_source_are_one_account():
    pages = [Batch(source="feed", url=f"{FEED}?paged={n}", root=FEED, listed=10, refused={"home page": n}, foreign=1) for n in (1, 2)]
    (record,) = account(*pages, new=3).records
    assert record == {
        "kind": "feed", "url": FEED, "listed": 20, "new": 6, "foreign": 2, "known": 9, "refused": {"home page": 3},
    }  # fmt: skip


def test_a_source_that_failed_has_no_account_and_one_that_was_cut_has():
    error = SourceError(FEED, "cut")
    assert account(page(error=error)).records == []
    assert account(page(error=error, listed=4)).records == [{"kind": "feed", "url": FEED, "listed": 4, "known": 4}]


@pytest.mark.parametrize(
    ("batch", "told"),
    [
        (
            page(listed=8, refused={"home page": 8}),
            f"feed {FEED} lists 8 entries: 0 new, 0 known, 8 are no article's address (home page 8)",
        ),
        (page(listed=90, foreign=6, undated=7), f"feed {FEED} lists 90 entries: 0 new, 84 known, 6 on other hosts, 7 without a day"),
        (page(listed=90, unreadable=6), f"feed {FEED} lists 90 entries: 0 new, 84 known, 6 without an address that can be read"),
        (page(listed=200, outside=10), None),
        (page(listed=90, refused={"home page": 5}), None),
        (
            page(listed=90, refused={"too deep": 1}),
            f"feed {FEED} lists 90 entries: 0 new, 89 known, 1 are no article's address (too deep 1)",
        ),
        (page(listed=9000, passed=8990), None),
        (page(unchanged=True), None),
    ],
)
def test_what_is_not_taken_is_told_where_it_is_much(batch, told):
    (one,) = account(batch)
    assert one.sentence() == told
