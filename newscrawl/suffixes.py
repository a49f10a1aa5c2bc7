"""The public suffix list (publicsuffix.org, its ICANN part): which end of a host name is a registry's, and which name is registered.

The list is the one that ships with tldextract. The package itself is not imported: it brings requests and urllib3, half of what a worker
process imports, for a look-up of twenty lines.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

__all__ = ["registered_name"]

_PRIVATE = "===BEGIN PRIVATE DOMAINS==="  # github.io and the like: whoever runs them is the registered one


def registered_name(host: str) -> str:
    """`bbc.co.uk` for `news.bbc.co.uk`; '' where the list knows no suffix of the host, or where the host is one."""
    labels = host.rstrip(".").split(".")
    known = [_decoded(label) for label in labels]
    rules = _rules()
    for at in range(len(labels)):
        rest = ".".join(known[at + 1 :])
        suffix = f"{known[at]}.{rest}" if rest else known[at]
        if f"!{suffix}" in rules:  # an exception to a wildcard: the label before the suffix
            return ".".join(labels[at:])
        if suffix in rules or (rest and f"*.{rest}" in rules):
            return ".".join(labels[at - 1 :]) if at and labels[at - 1] else ""
    return ""


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode().decode("idna")
    except UnicodeError:
        return label


@cache
def _rules() -> frozenset[str]:
    spec = find_spec("tldextract")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (file := Path(folder, ".tld_set_snapshot")).is_file():
            public = file.read_text("utf-8").partition(_PRIVATE)[0].split("\n")
            return frozenset(rule for line in public if (rule := line.strip()) and not rule.startswith("//"))
    import tldextract  # a release that keeps its list elsewhere

    return frozenset(tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None).tlds)
