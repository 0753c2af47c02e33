"""Long work that runs beside the main window."""
