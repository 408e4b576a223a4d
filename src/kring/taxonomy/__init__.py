"""Standards of skills, occupations and regions: releases are kept apart."""
