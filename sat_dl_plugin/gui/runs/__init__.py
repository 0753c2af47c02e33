"""Runs, their results and what is told when one fails."""
