"""What may be done with parties and people: one file per use case."""
