"""Pages of challenges, proposals, invitations and communities."""
