"""The pure engines: plain values enter, results with their reasons leave; no Django, no network."""
