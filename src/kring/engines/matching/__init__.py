"""Learning communities from challenges and offers, with the reasons, and with proof of how good they are.

The method, in numbered steps:

1. ``make_problem`` checks challenges, offers and policy; all problems come at once (inputs.py).
2. Every offer either can serve a challenge or is refused by a rule that has a name (eligibility.py).
3. The exact model is written down as matrices with named rows (model.py).
4. HiGHS solves it whole; its status is read before its answer (solve.py, compose.py).
5. The answer becomes communities: members, weeks, skills, score in parts, reasons (describe.py).
6. A proof bounds every possible plan; ``certify`` checks plan and bound without a solver (certificate.py).
7. ``explain``: why this, why not, and the cheapest changes that would help (explain.py, notformed.py).
8. ``alternatives``: different candidates side by side (alternatives.py).
9. ``next_steps``: join, reuse, take or form, the best of each kind, with their reasons (next_steps.py).

Organisations, offers and seats are composed; natural persons never appear here.
"""

from kring.engines.matching.inputs import Challenge, Combination, Offer, Pair, Policy, Problem, make_problem

__all__ = ["Challenge", "Combination", "Offer", "Pair", "Policy", "Problem", "make_problem"]
