"""Names in Chinese, Japanese and Korean bylines: word by word, each word a label, an organization, a place or a name."""

from __future__ import annotations

import re
from typing import Final

from newscrawl.page.metadata.bylines.byline_words import EAST_OTHERS, EAST_WRITERS

__all__ = ["CJK", "EAST_ORGANIZATION", "east_asian_names"]

CJK: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_KANA = re.compile("[\u3040-\u30ff]")
_BRACKETS = re.compile(r"[\[\]【】〔〕「」『』《》<>]")
_ASIDE = re.compile(r"[(（][^()（）]{0,60}[)）]")  # "(서울=연합뉴스)", "（共同通信）"
_BREAK = re.compile(r"[\s,，、;；|｜/／:：=＝\u2022]+|(?<![\u30a1-\u30fa\u30fc])[・·]|[・·](?![\u30a1-\u30fa\u30fc])")
EAST_ORGANIZATION: Final = re.compile(
    r"(?:网|網|报|報|社|新闻|新聞|日报|时报|通信|电视台|電視台|频道|在线|编辑部|編集部|編輯部|编辑|委员会|大学|公司|中心|协会|"
    r"ニュース|オンライン|テレビ|放送|株式会社|신문|뉴스|일보|방송|타임스|미디어|경제|닷컴|기자단|記者团)$"
)
_ELSEWHERE = re.compile(r"(?:报道|報導|报导|報道|[^记記]电|電|讯|訊|보도|발|整理|综合|綜合)$|\d")
_BEFORE_REPORTER = re.compile(
    r"(?:本报|本報|本网|本刊|本社|特约|实习|見習|见习|首席|高级|资深|驻.{1,4}|通讯社|通信|社|网|網|报|報|日报|电视台|文字)$"
)
_MAX_NAME: Final = 20
_MAX_CHINESE: Final = 4  # characters of a Chinese name; compound surnames have four


def east_asian_names(text: str, language: str) -> list[str]:
    """Who wrote the text; without a writer's label, whoever is named without any. Pictures, editing and sources are others' work."""
    words = [word for word in _BREAK.split(_ASIDE.sub(" ", _BRACKETS.sub(" ", text))) if word]
    if language != "ko" and not _HANGUL.search(text):
        words = _joined(words, japanese=language == "ja" or _KANA.search(text) is not None)
    named: dict[bool | None, list[str]] = {True: [], None: [], False: []}
    kind: bool | None = None
    fresh = False  # whether the word before was a label
    for word in words:
        label, name = _labelled(word)
        if label is not None:
            if label is False and fresh and kind:
                continue  # "글·사진", "文/图": one person did both
            if label and not name and named[None] and _HANGUL.search(word):
                named[True].append(named[None].pop())  # "김민수 기자": the role stands behind the name
            kind = label
        fresh = label is not None and not name
        if name and not _ELSEWHERE.search(name):
            named[kind].append(name)
            if label is not None and _HANGUL.search(word):
                kind = None
    return named[True] or named[None]


def _labelled(word: str) -> tuple[bool | None, str]:
    """Whose label a word is or has at its ends (True: the writer's, False: another's, None: nobody's), and what is left of it."""
    if word in EAST_WRITERS or (word[-2:] in ("记者", "記者") and _BEFORE_REPORTER.search(word[:-2])):
        return True, ""
    if word in EAST_OTHERS:
        return False, ""
    for labels, writer in ((EAST_WRITERS, True), (EAST_OTHERS, False)):
        for size in (4, 3, 2):
            if len(word) > size + 1 and word[:size] in labels:
                return writer, word[size:]
            if len(word) > size + 1 and word[-size:] in labels:
                return writer, word[:-size]
    return None, word


def _joined(words: list[str], *, japanese: bool) -> list[str]:
    """Chinese names with a blank within ("王 青") and Japanese ones ("山田 花子") in one piece."""
    joined: list[str] = []
    for word in words:
        last = joined[-1] if joined else ""
        plain = all(
            CJK.search(w) and not _KANA.search(w) and _labelled(w)[0] is None and not EAST_ORGANIZATION.search(w) for w in (last, word)
        )
        if last and plain and not japanese and len(last) == 1 and len(word) <= 2:
            joined[-1] += word
        elif last and plain and japanese and len(last) <= 3 and len(word) <= 3 and " " not in last:
            joined[-1] += " " + word
        else:
            joined.append(word)
    return joined
