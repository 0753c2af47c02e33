"""The page of installed models."""
