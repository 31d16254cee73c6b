"""Jobs of every kind made up at random, and what is done to each while it runs.

What becomes of one must not depend on who is faster, or nothing could be compared: pods that are to be stopped work for
long, and no two things that end a Job are due at the same time.
"""

from dataclasses import dataclass, field

from watched_jobs import job

LONG = "600s"
_CODES = (1, 3, 42, 137)


@dataclass
class Case:
    """A Job, and what is done to it."""

    manifest: dict
    steps: list = field(default_factory=list)
    """What has to be true of it, and what is then changed in its spec."""
    runs_on: bool = False
    """It has not ended when all is done, and its pods run on."""

    @property
    def name(self):
        return self.manifest["metadata"]["name"]


def make(chance, number):
    """Make one up.

    Args:
        chance: a seeded `random.Random`.
        number: for its name.
    """
    completions, parallelism = chance.randint(0 if chance.random() < 0.1 else 1, 6), chance.randint(1, 4)
    spec = chance.choice(
        [
            {},
            {"completions": 1, "parallelism": 1},
            {"completions": completions, "parallelism": parallelism},
            {"parallelism": parallelism},
            *[{"completionMode": "Indexed", "completions": completions, "parallelism": parallelism}] * 3,
        ]
    )
    indexed = "completionMode" in spec
    story = {"run": "2s"}
    _fail(chance, spec, story, indexed=indexed)
    if chance.random() < 0.3:
        # Where some pods fail a Job while others succeed, it depends on who is faster which of them are counted.
        whole = ["FailJob"] if "fail-indexes" not in story else []
        spec["podFailurePolicy"] = _policy(
            chance, ["Count", *whole, *(["FailIndex"] if "backoffLimitPerIndex" in spec else [])]
        )
    elif chance.random() < 0.2:
        spec["podReplacementPolicy"] = chance.choice(["Failed", "TerminatingOrFailed"])
    if indexed and completions > 1 and chance.random() < 0.2:
        # All of them are wanted: of fewer, the pods of the others would race with the verdict.
        spec["successPolicy"] = {"rules": [{"succeededCount": completions}]}
    if chance.random() < 0.1:
        spec["ttlSecondsAfterFinished"] = 3600
    case = _meet(chance, spec, story, indexed=indexed)
    case.manifest = job(f"job-{number}", story, **spec)
    return case


def _fail(chance, spec, story, *, indexed):
    by_index = indexed and chance.random() < 0.5
    if by_index:
        spec["backoffLimitPerIndex"] = 0
    else:
        spec["backoffLimit"] = 0
    dice = chance.random()
    if dice < 0.25:
        story["exit-code"] = str(chance.choice(_CODES))
    elif dice < 0.5 and by_index:
        story["fail-indexes"] = ",".join(str(each) for each in range(0, spec["completions"], chance.randint(1, 3)))
        story["exit-code"] = str(chance.choice(_CODES))
    if "exit-code" in story:
        # The pods of one round end together: what is counted of a second round depends on who is faster.
        spec["parallelism"] = max(spec.get("parallelism", 1), spec.get("completions", 1)) or 1


def _policy(chance, actions):
    codes = ({"operator": chance.choice(["In", "NotIn"]), "values": sorted(chance.sample(_CODES, 2))} for _ in range(2))
    return {"rules": [{"action": chance.choice(actions), "onExitCodes": each} for each in codes]}


def _meet(chance, spec, story, *, indexed):
    """What is done to it, if anything."""
    wanted = spec.get("completions", 1)
    dice = chance.random()
    if "exit-code" in story or not wanted or dice < 0.3:
        return Case({})
    if dice < 0.4:
        spec["suspend"] = True
        return Case({}, [("suspended", {"suspend": False})])
    if dice < 0.5:
        spec["managedBy"] = "example.org/queue"
        return Case({})
    story["run"] = LONG
    if dice < 0.6:
        spec["activeDeadlineSeconds"] = chance.randint(2, 4)
        return Case({})
    if dice < 0.7:
        return Case({}, [("running", {"activeDeadlineSeconds": 1})])
    if dice < 0.8:
        back = [("suspended", {"suspend": False})] if chance.random() < 0.5 else []
        return Case({}, [("running", {"suspend": True}), *back], runs_on=bool(back))
    if dice < 0.9 or not indexed or "successPolicy" in spec:
        back = [("idle", {"parallelism": chance.randint(1, 5)})] if chance.random() < 0.5 else []
        return Case({}, [("running", {"parallelism": 0}), *back], runs_on=bool(back))
    count = chance.randint(1, 8)
    return Case({}, [("running", {"completions": count, "parallelism": count})], runs_on=True)
