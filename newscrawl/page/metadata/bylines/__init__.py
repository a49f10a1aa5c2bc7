"""Who wrote an article and when, as readers are shown."""
