"""Deep image prior: a network fitted to one picture; needs torch."""
