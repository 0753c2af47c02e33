"""What both processes agree on: errors, jobs, messages, model cards and class legends.

Standard library only, because QGIS's Python and the runtime's Python both import it.
"""
