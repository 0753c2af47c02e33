"""Promptable networks of the user (SAM and its relatives): a click in, an object out."""
