from stage.embedded import Played, job

from ktui.demo.resources import JOBS

TTL = "ttlSecondsAfterFinished"


def test_a_finished_job_goes_with_its_pods_when_its_time_is_up() -> None:
    played = Played(1)
    played.create(job(story={"run": "5s"}, **{TTL: 60}))
    played.play(64)
    assert len(played.pods("work")) == 1
    played.play(1)
    assert played.storage.objects(JOBS) == []
    assert played.pods("work") == []


def test_without_a_time_it_stays() -> None:
    played = Played(1)
    played.create(job())
    played.play(3600)
    assert len(played.storage.objects(JOBS)) == 1


def test_pods_of_a_deleted_job_do_not_wait_to_be_counted() -> None:
    played = Played(1)
    played.create(job(story={"run": "1h"}))
    played.delete(JOBS, "work")
    assert played.pods("work") == []


def test_orphaned_pods_are_let_go() -> None:
    played = Played(1)
    played.create(job(story={"run": "1h"}))
    played.delete(JOBS, "work", "Orphan")
    (pod,) = played.pods("work")
    assert "finalizers" not in pod["metadata"]
    assert "ownerReferences" not in pod["metadata"]
