"""Checked uploads: bytes from outside enter, a kept file or a clear refusal leaves."""
