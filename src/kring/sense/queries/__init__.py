"""Reads what sense keeps: gaps, the vacancies and courses behind them, examples, receipts."""
