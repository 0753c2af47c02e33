"""Two layers on both sides of a handle on the map."""
