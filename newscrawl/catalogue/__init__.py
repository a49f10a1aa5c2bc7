"""The table of sites: the entries that ship with the package and the user's own, how entries are chosen, read and written."""
