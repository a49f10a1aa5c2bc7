"""Signatures of texts: alike for what says the same, apart for what does not."""

from __future__ import annotations

import random

import numpy as np
import pytest

from newscrawl.dedup import bands, signature, similarity
from newscrawl.dedup.signature import _least

CHANCE = random.Random(3)
VOCABULARY = ["".join(CHANCE.choices("abcdefghijklmnopqrstuvwxyz", k=CHANCE.randint(2, 9))) for _ in range(5000)]


def text(seed: int, words: int = 600) -> list[str]:
    return random.Random(seed).choices(VOCABULARY, k=words)


def signed(words: list[str]) -> bytes:
    found = signature(" ".join(words))
    assert found is not None
    return found


def test_a_signature_is_128_bytes_and_the_same_in_every_process() -> None:
    found = signed([f"word{i}" for i in range(100)])
    assert len(found) == 128
    assert found[:8].hex() == "6116c6f7a0de80cc"


@pytest.mark.parametrize("words", [5, 600, 5_000])
def test_the_values_are_those_of_datasketch(words: int) -> None:
    datasketch = pytest.importorskip("datasketch")
    hashes = np.random.RandomState(words).randint(0, 1 << 32, words, dtype=np.uint32)
    sketch = datasketch.MinHash(num_perm=128, hashfunc=int, seed=1, scheme="affine32")
    sketch.update_batch(hashes)
    assert (_least(hashes) == sketch.hashvalues).all()


@pytest.mark.parametrize("replaced", [0.0, 0.01, 0.03, 0.1, 0.3, 1.0])
def test_similarity_estimates_the_share_of_common_five_grams(replaced: float) -> None:
    errors = []
    for seed in range(20):
        one = text(seed)
        two = [word if random.Random(seed * 1000 + i).random() >= replaced else "x" + word for i, word in enumerate(one)]
        grams = [{tuple(words[i : i + 5]) for i in range(len(words) - 4)} for words in (one, two)]
        exact = len(grams[0] & grams[1]) / len(grams[0] | grams[1])
        errors.append(similarity(signed(one), signed(two)) - exact)
    assert abs(sum(errors) / 20) < 0.03
    assert max(map(abs, errors)) < 0.18


def test_case_punctuation_and_white_space_are_nothing() -> None:
    words = text(1)
    assert signature(" ".join(words)) == signature(",\n\n".join(words).upper() + "!")


def test_the_words_of_latin_press_and_of_any_other_text_are_found_alike() -> None:
    quoted = [f"“{word}”" if i % 7 == 0 else word for i, word in enumerate(text(1))]
    plain, other = signed(quoted), signed([*quoted, "œuvre"])  # one letter beyond ASCII: the long way
    assert similarity(plain, other) > 0.95


@pytest.mark.parametrize("words", [0, 1, 24])
def test_a_short_text_has_no_signature(words: int) -> None:
    assert signature(" ".join(text(1, words))) is None


def test_scripts_without_spaces_are_told_apart_by_their_letters() -> None:
    one = "東京の会社は新しい半導体工場を北海道に建設すると発表した。投資額は約二千億円で、二年後の稼働を目指す。"
    other = "大阪の大学は量子計算機の研究所を来年開くと述べた。政府は十年間の支援を約束し、企業も参加する予定だ。"
    found = [signature(one), signature(one + "続報を待つ。"), signature(other)]
    assert all(found)
    assert similarity(found[0], found[1]) > 0.7  # type: ignore[arg-type]
    assert similarity(found[0], found[2]) < 0.2  # type: ignore[arg-type]


def test_a_hostile_length_is_bounded() -> None:
    assert signature("a b c d e f g " * 200_000) == signature("a b c d e f g " * 100_000)


def test_bands_are_eight_distinct_numbers_that_fit_a_column() -> None:
    found = bands(signed(text(2)))
    assert len(set(found)) == 8
    assert all(0 <= band < 2**63 for band in found)


def test_near_copies_share_a_band_and_strangers_do_not() -> None:
    met = strangers = 0
    for seed in range(100):
        one = text(seed)
        two = list(one)
        two[100:112] = text(seed + 1000, 12)  # 12 words of 600: about 95 % in common
        met += bool(set(bands(signed(one))) & set(bands(signed(two))))
        strangers += bool(set(bands(signed(one))) & set(bands(signed(text(seed + 5000)))))
    assert met >= 98
    assert strangers == 0
