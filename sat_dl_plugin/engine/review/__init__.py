"""Correcting polygons with what a network said: smart tools, prompts, what to label next."""
