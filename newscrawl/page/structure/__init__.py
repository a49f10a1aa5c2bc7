"""What blocks are beyond their text: links and emphasis, lists, tables, pictures, embeds."""
