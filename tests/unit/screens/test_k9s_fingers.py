"""ktui.screens.k9s_fingers: a key of k9s' that does nothing here is answered."""

from ktui.screens.k9s_fingers import answer


def test_a_key_of_k9s_is_answered_with_what_does_it_here():
    assert answer("ctrl-k") == "ctrl-k: k9s kills without asking; ktui deletes with ctrl-d, which asks first."


def test_the_answer_names_the_key_that_the_user_has_given_it():
    assert "with f8, which asks first" in answer("ctrl-k", {"delete": "f8"}.get)


def test_other_keys_have_no_answer():
    assert answer("ctrl-q") == ""
