"""Blocks inside the chosen body that are not the article's text."""
