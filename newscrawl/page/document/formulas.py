"""Formulas as their TeX source, once: what KaTeX, MathJax, MediaWiki and WordPress put around it for eyes and for screen readers goes."""

from __future__ import annotations

import re
from typing import Final

from lxml.html import HtmlElement

__all__ = ["write_formulas"]

_LONGEST: Final = 5_000  # characters of a formula
# The element around all copies of a formula: KaTeX 0.16, MathJax 2.7 and 3.2, MediaWiki 1.43
_WRAPPER = re.compile(r"(?:^|\s)(?:katex(?:-display)?|MathJax(?:_Display|_SVG|_CHTML|_SVG_Display|_Preview)?|mwe-math-element\S*)(?:$|\s)")
_IMAGE = re.compile(r"(?:^|[\s_-])(?:latex|tex|mathtex|ql-img-\w+-(?:formula|equation)|mwe-math-fallback-image\S*)(?:$|\s)")
_DRAWN = re.compile(r"latex\.php\?|mathtex\.cgi|latex\.codecogs\.com|/svg\.latex\?|[?&]cht=tx|mimetex\.cgi")
_STYLED = re.compile(r"\{\\(?:display|text)style\s+(.*)\}", re.DOTALL)
_WRAPPERS_DEEP: Final = 6
_BEFORE: Final = 3  # elements that MathJax 2 writes before a script: preview, output, and the box around it


def write_formulas(tree: HtmlElement) -> None:
    """Puts the source of each formula where it stands, in a `<span>` without anything else."""
    for script in list(tree.iter("script")):
        if (script.get("type") or "").startswith("math/tex"):
            _drop_output(script)
            _write(script, script.text or "", display="mode=display" in (script.get("type") or ""))
    for math in list(tree.iter("math")):
        wrapper = _wrapper(math)
        display = math.get("display") == "block" or "display" in (wrapper.get("class") or "").lower() or wrapper.get("display") == "true"
        _write(wrapper, _source(math), display=display)
    for container in list(tree.iter("mjx-container")):  # MathJax 4 without a copy for screen readers
        if (named := container.get("data-latex") or next(iter(container.xpath(".//@data-latex")), None)) is not None:
            _write(container, str(named), display=container.get("display") == "true")
    for image in list(tree.iter("img")):
        if (alt := image.get("alt")) and (_IMAGE.search(image.get("class") or "") or _DRAWN.search((image.get("src") or "")[:500])):
            _write(image, alt)


def _drop_output(script: HtmlElement) -> None:
    for _ in range(_BEFORE):
        before = script.getprevious()
        if before is None or (before.tail or "").strip() or not _WRAPPER.search(before.get("class") or ""):
            return
        before.drop_tree()


def _wrapper(math: HtmlElement) -> HtmlElement:
    """The outermost element that holds copies of this formula and nothing else."""
    found = math
    outer = math.getparent()
    for _ in range(_WRAPPERS_DEEP):
        if outer is None:
            break
        if outer.tag == "mjx-container" or _WRAPPER.search(outer.get("class") or ""):
            found = outer
        outer = outer.getparent()
    return found


def _source(math: HtmlElement) -> str:
    """TeX from the annotation or `alttext`; else the signs of the formula as they follow each other."""
    for annotation in math.iter("annotation"):
        if "tex" in (annotation.get("encoding") or "").lower() and annotation.text:
            return annotation.text
    if alttext := math.get("alttext"):
        return alttext
    signs = (inner.text for inner in math.iter() if inner.text and inner.tag not in ("annotation", "annotation-xml"))
    return "".join("".join(text.split()) for text in signs)


def _write(element: HtmlElement, source: str, *, display: bool = False) -> None:
    source = " ".join(source[:_LONGEST].split())
    styled = _STYLED.fullmatch(source)
    element[:] = []
    element.attrib.clear()
    element.tag = "span"
    element.set("data-formula", "display" if display else "inline")
    element.text = styled[1] if styled else source
