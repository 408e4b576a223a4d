"""Outside formats of standards: the official ESCO CSV layout, map shapes."""
