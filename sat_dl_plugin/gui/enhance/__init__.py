"""The page that makes pictures finer or cleaner."""
