"""From imagery to class rasters: predicting, merging, cleaning."""
