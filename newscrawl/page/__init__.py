"""What one page says: its document, its body, its metadata, its rights; and whether it is an article at all."""
