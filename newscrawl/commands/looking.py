"""What `scrapy fetch`, `shell`, `view` and `parse` have in common here: a look at one page is no run of its site."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.settings import BaseSettings
from scrapy.utils.url import guess_scheme

from newscrawl.middlewares.safe.addresses import authority

__all__ = ["look_at"]

_OF_A_RUN = ("newscrawl.extensions.keeper.RunKeeper", "newscrawl.extensions.progress.Progress")


def look_at(args: Sequence[str], settings: BaseSettings) -> None:
    """No ledger, no lock, no line in the manifest, whichever spider the address belongs to. What a person names is allowed, private
    address or not; it and nothing else: redirects are checked."""
    for extension in _OF_A_RUN:
        settings["EXTENSIONS"].set(extension, None, "cmdline")
    try:
        host, port = authority(guess_scheme(args[0]) if args else "")
    except ValueError:
        return  # no address: the command itself says what it takes
    named = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    settings.set("NEWSCRAWL_ALLOW_HOSTS", [*settings.getlist("NEWSCRAWL_ALLOW_HOSTS"), named], "cmdline")
