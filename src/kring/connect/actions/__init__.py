"""What may be done with challenges, proposals and communities: one file per use case."""
