"""A believable Netherlands that never existed: seed, scale and last day enter, the country leaves.

It knows neither the vocabulary nor the engines: it writes skills in its own words, so that what an
extractor finds here was not put there for it. See README.md in this folder.
"""

from kring.demo.generator.country import Country, MentionColumns, generate
from kring.demo.generator.truth import Truth, load

__all__ = ["Country", "MentionColumns", "Truth", "generate", "load"]
