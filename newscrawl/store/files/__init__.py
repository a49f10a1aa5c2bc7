"""The files of a run: run files, manifest, lock."""
