"""How results look in QGIS."""
