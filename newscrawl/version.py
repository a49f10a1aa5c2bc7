"""The version of the package and of its installation, for every module to read."""

from pathlib import Path

__version__ = "0.1.0"


def how_to_install(extra: str) -> str:
    """The command that installs an extra, for messages: in a clone of the project the clone's own."""
    clone = Path(__file__).parents[1] / "pyproject.toml"
    return f"pip install -e '.[{extra}]'" if clone.is_file() else f"pip install 'newscrawl[{extra}]'"
