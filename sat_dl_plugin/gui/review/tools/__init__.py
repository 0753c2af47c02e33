"""Map tools that correct polygons with the probabilities of the run that predicted them."""
