"""Outside formats of parties: spreadsheets in and out."""
