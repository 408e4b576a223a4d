"""Pages of parties: sign-in, demo roles, the directory, the import."""
