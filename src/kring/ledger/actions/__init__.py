"""What may be done to the ledger: add a fact."""
