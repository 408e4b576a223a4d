"""Vacancies and courses enter; demand, supply and the gap of AI skills leave, with their uncertainty.

The public names live one room down: ``gaps.compute_gaps``, ``distinct.find_distinct`` and
``back_off.back_off``.
"""
