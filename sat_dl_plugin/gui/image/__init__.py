"""The page about the active layer."""
