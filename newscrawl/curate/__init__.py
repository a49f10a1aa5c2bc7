"""Archives of all sites at once: `curate_input` reads and refines one file, `curate_bucket` records the sites of one bucket."""
