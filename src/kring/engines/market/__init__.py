"""Vacancies and courses enter; demand, supply and the gap of AI skills leave, with their uncertainty.

1. ``distinct``: vacancies that are the same one posted again are found and set aside.
2. ``roll_up``: skills, regions, areas, levels and rolling windows of four quarters get numbers.
3. ``counts``: documents are counted once at the finest grain and rolled up per dimension.
4. ``gaps``: shares, gap index, interval, reliability, growth, location quotient, concentration.
5. ``pooled``: each figure once more, with small cells drawn towards the wider cell around them.
6. ``writing``: one frozen release with its caveats, as Parquet or as an Arrow table.
7. ``back_off``, ``white_spots``, ``tightness``, ``sentences``: what pages ask of a release.

Nothing heavy is imported here: take the names from these rooms.
"""
