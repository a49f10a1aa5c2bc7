"""newscrawl turns news sites into clean article datasets."""
