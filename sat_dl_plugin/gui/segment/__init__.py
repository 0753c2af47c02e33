"""The page that finds classes."""
