"""How fast text is cleaned: `python bench/clean.py [FILE…]`.

Without files: 20 MB of made-up articles, in paragraphs of 60 to 600 characters, with the markers and tails that scraped text has, once in
English and once in Cyrillic. CPU time of one process, best of three.
"""

from __future__ import annotations

import io
import random
import statistics
import sys
import time
from pathlib import Path

from newscrawl.clean import Context, clean_blocks
from newscrawl.clean.streams import clean_plain
from newscrawl.model import Block

MEGABYTES = 20
ENGLISH = (
    "the ferry left harbour at nine and nobody on pier could say why it had waited so long because captain told passengers that a part had "
    "failed which would be flown in from south by end of week while most people went home – some of them “by train” – or slept on benches"
)
RUSSIAN = (
    "паром вышел из гавани в девять и никто на причале не мог сказать почему он так долго ждал капитан сообщил пассажирам что деталь вышла "
    "из строя и новую привезут с юга к концу недели большинство людей поехало домой а остальные спали на скамейках"
)
DIRT = ("- Advertisement -", "READ ALSO: Five phones under $200", "Follow us on Twitter and Facebook")
TAIL = ("The Latest", "Airline orders forty jets", "Five phones under $200", "Share this article")


def paragraph(words: list[str], rng: random.Random) -> str:
    text = " ".join(rng.choices(words, k=rng.randint(10, 100)))
    return text[0].upper() + text[1:] + "."


def article(words: list[str], rng: random.Random) -> list[str]:
    lines = [paragraph(words, rng) for _ in range(rng.randint(8, 30))]
    for dirt in DIRT:
        lines.insert(rng.randrange(len(lines)), dirt)
    return [*lines, *TAIL]


def seconds(work: object, runs: int = 3) -> float:
    def once() -> float:
        start = time.process_time()
        work()  # type: ignore[operator]
        return time.process_time() - start

    return min(once() for _ in range(runs))


def stream(data: bytes) -> int:
    return sum(len(piece) for piece in clean_plain(io.BytesIO(data), "bench", on_removed=lambda removed: None))


def main(names: list[str]) -> None:
    print(f"{'text':<28}{'MB':>8}{'MB/s a core':>14}{'bytes a line':>14}")
    sources = [(Path(name).name, Path(name).read_bytes()) for name in names]
    if not names:
        for label, words in (("made up, English", ENGLISH.split()), ("made up, Russian", RUSSIAN.split())):
            rng = random.Random(1)
            one = "\n\n".join(line for _ in range(200) for line in article(words, rng)).encode()
            sources.append((label, one * (1 + MEGABYTES * 1_000_000 // len(one))))
    for label, data in sources:
        rate = len(data) / 1e6 / seconds(lambda data=data: stream(data))  # type: ignore[misc]
        paragraphs = max(1, data.count(b"\n\n"))
        print(f"{label:<28}{len(data) / 1e6:>8.1f}{rate:>14.1f}{len(data) / paragraphs:>14.0f}")
    rng = random.Random(2)
    forty = [[Block(line) for line in (article(ENGLISH.split(), rng) * 4)[:40]] for _ in range(200)]
    context = Context(title="Airline orders forty jets", authors=("Jane Roe",))
    cost = seconds(lambda: [clean_blocks(blocks, context) for blocks in forty]) / len(forty)
    print(f"\na body of 40 paragraphs: {cost * 1000:.2f} ms; {statistics.mean(len(blocks) for blocks in forty):.0f} blocks on average")


if __name__ == "__main__":
    main(sys.argv[1:])
