"""The page that trains networks on the user's labels."""
