"""What may be done with standards: load a release, load map shapes."""
