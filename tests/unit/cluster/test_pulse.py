import asyncio

from virtual_time import Manual

from ktui.cluster.pulse import Pulse
from ktui.domain.errors import ConfigError, Unreachable, Unready


class Patient:
    """A server that can be asked for a sign of life."""

    def __init__(self):
        self.clock = Manual()
        self.pulse = Pulse(self.clock)
        self.asked: list[float] = []
        self.interrupted: list[str] = []
        self.error: Exception | None = None

    async def probe(self):
        self.asked.append(self.clock.now - 1_000_000)
        if isinstance(self.error, Unready):
            self.pulse.beat()
        if self.error:
            raise self.error
        self.pulse.beat()

    async def live(self, scenario):
        async with asyncio.TaskGroup() as tasks:
            guard = tasks.create_task(self.pulse.guard(self.probe, self.interrupted.append, self.clock.timings()))
            await scenario()
            guard.cancel()


async def test_while_bytes_come_nobody_is_asked():
    patient = Patient()

    async def scenario():
        for _ in range(20):
            patient.pulse.beat()
            await patient.clock.advance(4)

    await patient.live(scenario)
    assert patient.asked == []


async def test_a_quiet_server_is_asked_now_and_then_and_nothing_is_interrupted():
    patient = Patient()
    await patient.live(lambda: patient.clock.advance(40))
    assert patient.asked == [10, 20, 30, 40]
    assert patient.interrupted == []


async def test_a_server_that_does_not_answer_is_lost_and_asked_until_it_is_back():
    patient = Patient()

    async def scenario():
        patient.error = Unreachable("it does not answer")
        await patient.clock.advance(15)
        assert patient.pulse.lost
        assert patient.interrupted[0] == "it does not answer"
        back = patient.pulse.back
        patient.error = None
        await patient.clock.advance(5)
        assert not patient.pulse.lost
        assert back.is_set()
        assert not patient.pulse.back.is_set()

    await patient.live(scenario)
    assert patient.asked == [10, 12, 14, 16]


async def test_what_is_told_since_a_server_fell_silent_is_old_from_the_last_byte_on():
    patient = Patient()

    async def scenario():
        await patient.clock.advance(4)
        patient.pulse.beat()
        heard = patient.clock.now
        patient.error = Unreachable("it does not answer")
        await patient.clock.advance(30)
        assert patient.pulse.silent_since == heard
        patient.pulse.beat()
        assert patient.pulse.silent_since is None

    await patient.live(scenario)


async def test_a_server_that_ended_its_connections_did_not_fall_silent():
    patient = Patient()

    async def scenario():
        patient.error = Unreachable("connection refused")
        patient.pulse.miss()
        await patient.clock.advance(30)
        assert patient.pulse.silent_since is None

    await patient.live(scenario)


async def test_a_server_that_calls_itself_unready_is_lost_until_it_says_otherwise_though_it_answers():
    patient = Patient()

    async def scenario():
        await patient.clock.advance(4)
        patient.pulse.beat()
        heard = patient.clock.now
        back = patient.pulse.back
        patient.error = Unready("the server is not ready: etcd")
        await patient.clock.advance(30)
        assert patient.pulse.lost
        assert patient.pulse.silent_since == heard
        assert patient.interrupted == ["the server is not ready: etcd"]  # once: who goes on all the same may
        patient.pulse.beat()
        assert patient.pulse.lost
        patient.error = None
        await patient.clock.advance(3)
        assert not patient.pulse.lost
        assert back.is_set()
        assert patient.pulse.silent_since is None

    await patient.live(scenario)


async def test_a_server_that_falls_silent_while_it_is_unready_is_interrupted_again():
    patient = Patient()

    async def scenario():
        patient.error = Unready("the server is not ready: etcd")
        await patient.clock.advance(12)
        patient.error = Unreachable("it does not answer")
        await patient.clock.advance(3)
        patient.error = Unready("the server is not ready: poststarthook")
        await patient.clock.advance(3)

    await patient.live(scenario)
    words = ["the server is not ready: etcd", "it does not answer", "the server is not ready: poststarthook"]
    assert list(dict.fromkeys(patient.interrupted)) == words


async def test_an_unkind_answer_is_no_reason_to_interrupt():
    patient = Patient()
    patient.error = ConfigError("the plugin is not installed")
    await patient.live(lambda: patient.clock.advance(60))
    assert patient.interrupted == []
    assert len(patient.asked) <= 6


def test_a_beat_of_a_server_that_was_not_lost_wakes_nobody():
    patient = Patient()
    back = patient.pulse.back
    patient.pulse.beat()
    assert not back.is_set()


def test_a_server_that_was_never_lost_is_not_young_and_one_that_returned_is_for_a_while():
    clock = Manual()
    pulse = Pulse(clock)
    pulse.beat()
    assert not pulse.young(30)
    pulse.miss()
    pulse.beat()
    assert pulse.young(30)
    clock.now += 30
    assert not pulse.young(30)
