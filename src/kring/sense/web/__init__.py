"""Pages of sense: the radar, figures and what is behind them, examples, loading data."""
