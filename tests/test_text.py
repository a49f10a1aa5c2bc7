"""Unicode and white space of text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text import MARKS, content_hash, fold, paragraphs, tidy, word_count


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("  a\u00a0 b\tc\n", "a b c"),
        ("Fran\u0063\u0327ais", "Fran\u00e7ais"),
        ("Donau\u00addampf\u200bschiff\ufeff", "Donaudampfschiff"),
        ("a\x00b\x1b[1m\x7f\x9c", "ab[1m"),
        ("\ud800x", "x"),
        ("می\u200cروم", "می\u200cروم"),  # ZWNJ belongs to Persian
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("a\r\nb", "a b"),
    ],
)
def test_tidy_gives_one_line_without_invisible_characters(line: str, expected: str) -> None:
    assert tidy(line) == expected


@given(st.text())
def test_tidy_twice_changes_nothing(line: str) -> None:
    assert tidy(tidy(line)) == tidy(line)


def test_paragraphs_are_the_lines_that_are_not_empty() -> None:
    assert paragraphs(" a \r\n\r\n\u00a0\nb\rc") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("- The Latest -", "the latest", True),
        ("Straße", "STRASSE", True),
        ("ｆｕｌｌ　width", "full width", True),
        ("यह भी पढ़ें", "यह भी पढ़ें!", True),
        ("हिन्दी", "हन्द", False),  # vowel signs count
        ("5 comments", "6 comments", False),
    ],
)
def test_fold_is_what_a_reader_takes_for_the_same_line(one: str, other: str, same: bool) -> None:
    assert (fold(one) == fold(other)) is same


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One two, three.", 3),
        ("don't stop e.g. now", 4),
        ("well-known 3.5 km", 3),
        ("यह भी पढ़ें: बजट की बड़ी बातें", 7),
        ("اقرأ أيضاً", 2),
        ("இதையும் படிங்க", 2),
        ("新型ロケット", 3),  # six letters of a script without spaces
        ("LINEで登録", 3),
    ],
)
def test_words_of_every_script_are_counted(text: str, words: int) -> None:
    assert word_count(text) == words


def test_the_hash_ignores_white_space_and_nothing_else() -> None:
    assert content_hash("T", "a  b\n\nc") == content_hash(" T ", "a b\r\nc\n")
    assert len({content_hash("T", "a b"), content_hash("T", "a c"), content_hash("t", "a b"), content_hash("T", "a\nb")}) == 4


# Letters, signs and white space of every kind that the quick ways through `tidy` and `fold` tell apart.
_MIXED = st.text(alphabet="abcXYZ_09  .,-'\n\t\r\x0b\x0c\x1c\x00\x7f\x85\xa0\xad\u200b\u2028\u3000’‘“”–—…•€£™½é\u0301ßक\u0947", max_size=40)


@given(_MIXED)
def test_the_quick_way_to_a_folded_line_gives_what_the_long_one_gives(line: str) -> None:
    words = re.findall(rf"[\w{MARKS}]+", unicodedata.normalize("NFKC", line).casefold())
    assert fold(line) == " ".join(words)


@given(_MIXED)
def test_the_quick_way_to_a_tidy_line_gives_what_the_long_one_gives(line: str) -> None:
    visible = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\xad\u200b\u2060]", "", line.replace("\r", "\n"))
    assert tidy(line) == unicodedata.normalize("NFC", " ".join(visible.split()))


@given(st.text(alphabet="abZ_9   \n\x1f.-'’“—…\xa0é\u0301日", max_size=20))
def test_the_quick_way_to_count_words_gives_what_the_long_one_gives(text: str) -> None:
    words = re.findall(rf"[\w{MARKS}]+(?:['’.-][\w{MARKS}]+)*", text.replace("日", " "))
    assert word_count(text) == len(words) + (text.count("日") + 1) // 2
