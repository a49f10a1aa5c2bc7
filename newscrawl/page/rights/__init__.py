"""What a page and its site reserve in machine-readable form."""
