"""What holds today of what a site's entry says: each source asked once, three articles read, the entry as it should be."""
