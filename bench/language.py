#!/usr/bin/env python3
"""Makes newscrawl/languages/letter_groups.tsv from the model of py3langid (`pip install py3langid==0.4.0`), and says how often both agree.

    python bench/language.py [--groups 150] [--write] [TEXTS...]

py3langid's model has 100,000 groups of bytes with a probability for each of 140 languages; unpacked it takes 73 MB and half a second.
Of these are kept: groups that are whole letters; for each language the `--groups` that are frequent in it and more so than elsewhere;
of each group the languages that it speaks for, with how strongly, in whole natural logarithms over what it is where it is rare. Languages
that a script settles are left out, and those that go by the name of their big neighbour.

TEXTS are files of lines `language<TAB>text`; for each length of text the share is printed that the model and the file get right, and
on which they agree.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, deque
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from newscrawl.languages import letter_groups  # noqa: E402  the project is not installed where a checkout is measured

# what a script settles, then what goes by the name of a neighbour (Egyptian Arabic, Creoles, Extremaduran, Pidgin)
LEFT_OUT = {"ja", "zh", "wuu", "yue", "ko", "th", "el", "grc", "ka", "hy", "pa", "gu", "ta", "te", "kn", "ml", "si", "lo", "km", "my", "or"}
LEFT_OUT |= {"am", "dz", "he", "hbo", "ary", "arz", "gcr", "gcf", "ext", "pcm", "uzs"}
WEAKEST, STRONGEST = 4, 9
SIGNS = [sign for sign in map(chr, [*range(0x21, 0x7F), *range(0xC0, 0x100)]) if not sign.isdigit()]  # one for each language
HEAD = """\
# Made by bench/language.py from the model of py3langid {version} (BSD licence); not to be edited by hand.
# A line is a group of letters, a tab, and for each strength (4 to 9) the signs of the languages that the group speaks for so strongly.
"""


def model() -> Any:
    import py3langid.langid

    return py3langid.langid.LanguageIdentifier.from_model_file(py3langid.langid.MODEL_FILE)


def groups_of(found: Any) -> dict[int, str]:
    """The groups that are whole letters, by their number: the shortest way from the start of the automaton to where it counts one."""
    moves = np.asarray(found.tk_nextmove).reshape(-1, 256)
    way, waiting = {0: b""}, deque([0])
    while waiting:
        state = waiting.popleft()
        row = moves[found.tk_row[state]]
        for byte in np.nonzero(row)[0]:
            if (following := int(row[byte])) not in way:
                way[following] = way[state] + bytes([int(byte)])
                waiting.append(following)
    groups: dict[int, str] = {}
    for state, spelt in way.items():
        number = found.tk_output[state]
        try:
            text = spelt.decode()
        except UnicodeDecodeError:
            continue
        if number >= 0 and number not in groups and text.isprintable():
            groups[number] = text
    return groups


def lines(found: Any, most: int) -> Iterator[str]:
    """The file's lines."""
    names = [str(name) for name in found.nb_classes]
    used = [i for i, name in enumerate(names) if name not in LEFT_OUT]
    signs: dict[str, str] = {}
    for i in used:
        signs.setdefault(names[i], SIGNS[len(signs)])  # two rows of one language (its scripts) share a sign
    groups = groups_of(found)
    chance = found.nb_ptc.astype(np.float32)[:, used]
    telling = np.exp(chance) * np.maximum(chance - chance.mean(1, keepdims=True), 0)
    telling[np.setdiff1d(np.arange(len(chance)), list(groups))] = 0
    kept = {int(number) for column in range(len(used)) for number in np.argsort(-telling[:, column])[:most]} & groups.keys()
    strength = np.clip(np.round(chance - np.quantile(chance, 0.1, axis=1)[:, None]), 0, STRONGEST).astype(int)
    yield "languages\t" + " ".join(f"{sign}{name}" for name, sign in signs.items())
    for text, number in sorted((groups[number], number) for number in kept):
        speaks: dict[str, int] = {}
        for column, i in enumerate(used):
            sign = signs[names[i]]
            speaks[sign] = max(speaks.get(sign, 0), int(strength[number, column]))
        ranked = sorted((sign for sign in speaks if speaks[sign] >= WEAKEST), key=lambda sign: (-speaks[sign], sign))
        if ranked:
            yield text + "\t" + "".join(f"{level}{''.join(same)}" for level, same in groupby(ranked, speaks.__getitem__))


def compare(found: Any, texts: list[Path]) -> None:
    counts: Counter[tuple[int, str]] = Counter()
    for path in texts:
        for line in path.read_text("utf-8").splitlines():
            language, _, text = line.partition("\t")
            if language in LEFT_OUT:
                continue
            size = min((n for n in (150, 300, 600) if len(text) <= n), default=1_500)
            theirs, ours = str(found.rank(text)[0][0]), next((name for name, _ in letter_groups.rank(text)), "")
            counts.update([(size, "texts"), *([(size, "model")] * (theirs == language)), *([(size, "file")] * (ours == language))])
            counts.update([(size, "agree")] * (ours == theirs))
    for size in sorted({size for size, _ in counts}):
        total = counts[size, "texts"]
        print(
            f"up to {size} characters, {total} texts: "
            + ", ".join(f"{of} {counts[size, of] / total:.4f}" for of in ("model", "file", "agree"))
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--groups", type=int, default=150, help="for each language")
    parser.add_argument("--write", action="store_true", help="write the file")
    args = parser.parse_args()
    found = model()
    if args.write:
        import py3langid

        text = HEAD.format(version=py3langid.__version__) + "".join(f"{line}\n" for line in lines(found, args.groups))
        letter_groups.FILE.write_text(text, "utf-8")
        print(f"{letter_groups.FILE}: {len(text.encode()):,} bytes")
    compare(found, args.texts)


if __name__ == "__main__":
    main()
