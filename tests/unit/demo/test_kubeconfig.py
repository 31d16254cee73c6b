import json
import signal
import subprocess
import sys
from pathlib import Path

from ktui.demo.authorization import USERS
from ktui.demo.kubeconfig import TemporaryKubeconfig

URLS = {user.name: f"http://127.0.0.1:{number}" for number, user in enumerate(USERS.values(), start=1)}
CHILD = """
import sys, time
from ktui.demo.authorization import USERS
from ktui.demo.kubeconfig import TemporaryKubeconfig
URLS = {{user.name: "http://127.0.0.1:1" for user in USERS.values()}}
print(TemporaryKubeconfig(URLS, USERS).path, flush=True)
{rest}
"""


def test_each_user_has_a_context_and_a_token() -> None:
    kubeconfig = TemporaryKubeconfig(URLS, USERS)
    try:
        written = json.loads(kubeconfig.path.read_text())
    finally:
        kubeconfig.remove()
    contexts = {each["name"]: each["context"] for each in written["contexts"]}
    assert sorted(contexts) == ["demo", "nobody", "reader", "team", "viewer"]
    assert contexts["team"]["namespace"] == "team-a"
    assert written["current-context"] == "demo"
    assert {each["name"]: each["user"]["token"] for each in written["users"]}["reader"] == "reader-token"


def test_removing_twice_is_fine() -> None:
    kubeconfig = TemporaryKubeconfig(URLS, USERS)
    kubeconfig.remove()
    kubeconfig.remove()
    assert not kubeconfig.path.exists()


def test_it_goes_when_the_interpreter_ends() -> None:
    code = CHILD.format(rest="")
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not Path(ended.stdout.strip()).exists()


def test_it_goes_when_the_process_is_told_to_end() -> None:
    code = CHILD.format(rest="time.sleep(60)")
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        path = Path(child.stdout.readline().strip())
        assert path.exists()
        child.send_signal(signal.SIGTERM)
        assert child.wait(10) == -signal.SIGTERM
    assert not path.exists()
