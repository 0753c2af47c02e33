"""Where to work, and what that costs."""
