"""Politeness: how often a host is asked, and in whose name."""
