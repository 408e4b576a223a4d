"""The fictional country: a seed enters, a believable Netherlands that never existed leaves."""
