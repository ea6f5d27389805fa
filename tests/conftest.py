"""What all tests share: hypothesis without deadlines (no test asserts a time), in CI the same examples each run."""

import os

from hypothesis import Phase, settings

settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
# A mutant is dead at the first example that fails; the simplest one is of no interest.
settings.register_profile("mutants", deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
settings.load_profile("ci" if os.environ.get("CI") else "developer")
