"""The page that sets up what networks run in."""
