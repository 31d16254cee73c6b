"""Property tests find the same examples in every run, and none by the clock."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, max_examples=100, deadline=None, database=None)
settings.load_profile("steady")
