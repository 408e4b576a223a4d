"""First screens per role, search, help."""
