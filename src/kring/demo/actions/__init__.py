"""What may be done with the fictional country: load it, and clear away a load that was broken off."""
