"""Walking each kind of source: fetching, telling new from known, remembering."""
