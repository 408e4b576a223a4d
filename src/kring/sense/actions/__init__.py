"""What may be done with sources: load vacancies, courses and examples, compute the gaps."""
