"""Enhancement: pictures that are easier to look at and to draw on."""
