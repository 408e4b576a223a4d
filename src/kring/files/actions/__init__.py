"""What may be done with files: keep an upload, forget it."""
