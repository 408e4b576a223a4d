"""Vacancies, courses, examples and official figures in; gap observations out."""
