"""Dialogs and widgets."""
