"""Training chips: pieces of labelled rasters, split by place, in the formats of trainers."""
