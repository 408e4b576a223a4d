"""Every constant of the market engine: name, value, unit, bounds, meaning and source."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """One constant with the bounds outside which the method loses its meaning."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    meaning: str
    source: str

    @property
    def whole(self) -> int:
        """The value as a whole number."""
        return int(self.value)


REPOST_DAYS = Parameter(
    "repost_days", 60, "days", 1, 366, "same title, employer and place so soon: the same vacancy", "Kring"
)
NEAR_TEXT_JACCARD = Parameter(
    "near_text_jaccard", 0.9, "share", 0.5, 1, "texts that share this part of their shingles are one", "Kring"
)
SHINGLE_WORDS = Parameter("shingle_words", 5, "words", 2, 10, "length of a shingle", "Broder 1997")
HASH_BINS = Parameter(
    "hash_bins", 128, "bins", 32, 1024, "bins of the one-permutation MinHash", "Li, Owen and Zhang 2012"
)
BAND_ROWS = Parameter(
    "band_rows",
    8,
    "bins",
    2,
    32,
    "bins a band: a pair with Jaccard s meets with chance 1-(1-s^rows)^bands",
    "Leskovec, Rajaraman and Ullman 2014, section 3.4",
)
ESTIMATE_MARGIN = Parameter(
    "estimate_margin",
    0.15,
    "share",
    0,
    0.5,
    "a pair estimated this far below the limit is not verified",
    "Kring",
)
LARGE_BUCKET = Parameter(
    "large_bucket",
    48,
    "documents",
    8,
    1000,
    "above this size a bucket's documents are compared with its first eight only",
    "Kring",
)
SHORT_TEXT_WORDS = Parameter(
    "short_text_words",
    8,
    "words",
    0,
    50,
    "a shorter text is a key only together with title and employer",
    "Kring",
)
PRIOR_COUNT = Parameter(
    "prior_count", 0.5, "documents", 0.1, 1, "added to each count, twice to each total", "Jeffreys 1946"
)
NORMAL_QUANTILE = Parameter(
    "normal_quantile",
    1.96,
    "sd",
    1.64,
    2.58,
    "half-width of a two-sided 95 % interval",
    "normal distribution",
)
LEAST_DOCUMENTS = Parameter(
    "least_documents",
    1,
    "documents",
    1,
    100,
    "a cell without this many vacancies and courses is never reliable: it has no share to compare",
    "Kring",
)
WINDOW_QUARTERS = Parameter("window_quarters", 4, "quarters", 1, 12, "length of the rolling window", "Kring")
LARGE_GAP = Parameter(
    "large_gap", 1.0, "log2", 0, 10, "from here a gap is large: demand share twice the supply share", "Kring"
)
STRENGTH_HITS = Parameter(
    "strength_hits",
    10,
    "hits",
    1,
    1000,
    "a parent needs these to teach how much its children differ",
    "Kring",
)
STRENGTH_LEAST = Parameter(
    "strength_least", 1, "hits", 0.1, 100, "weakest prior a parent cell can be", "Kring"
)
STRENGTH_MOST = Parameter(
    "strength_most", 10_000, "hits", 100, 1_000_000, "strongest prior a parent cell can be", "Kring"
)
TIGHTNESS_LIMITS = tuple(
    Parameter(f"tightness_{name}", value, "ratio", 0, 10, f"{name} from here", "UWV tightness indicator")
    for name, value in (("slack", 0.25), ("balanced", 0.67), ("tight", 1.5), ("very_tight", 4.0))
)

PARAMETERS: tuple[Parameter, ...] = (
    REPOST_DAYS,
    NEAR_TEXT_JACCARD,
    SHINGLE_WORDS,
    HASH_BINS,
    BAND_ROWS,
    ESTIMATE_MARGIN,
    LARGE_BUCKET,
    SHORT_TEXT_WORDS,
    PRIOR_COUNT,
    NORMAL_QUANTILE,
    LEAST_DOCUMENTS,
    WINDOW_QUARTERS,
    LARGE_GAP,
    STRENGTH_HITS,
    STRENGTH_LEAST,
    STRENGTH_MOST,
    *TIGHTNESS_LIMITS,
)
