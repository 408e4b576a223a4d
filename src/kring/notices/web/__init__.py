"""Pages of notices: the outbox."""
