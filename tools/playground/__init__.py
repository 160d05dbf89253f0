"""What the page is told of the library, one kind of thing per file."""
