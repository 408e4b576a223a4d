"""The fictional country: its generator, and loading it."""
