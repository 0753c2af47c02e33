"""Preparing rasters: bringing several of them together on one grid."""
