"""ktui.screens.namespaces: which namespaces are looked at, and the keys of those that are used."""

from ktui.screens.namespaces import MOST, Favourites, Scope


def test_a_scope_holds_what_it_names_and_what_is_in_no_namespace():
    assert Scope().holds("anything")
    some = Scope(["a", "b"])
    assert (some.holds("a"), some.holds("c"), some.holds("")) == (True, False, True)


def test_favourites_of_the_settings_have_their_keys_whatever_is_used():
    favourites = Favourites(["x", "y"])
    favourites.use(["z"])
    assert favourites.names == ("x", "y")
    assert (favourites.name(2), favourites.name(3), favourites.number("z")) == ("y", "", 0)


def test_what_is_looked_at_gets_the_next_key_and_keeps_it():
    favourites = Favourites()
    favourites.use(None)
    favourites.use(["b"])
    favourites.use(["a", "b"])
    assert favourites.names == ("b", "a")
    assert favourites.number("a") == 2


def test_when_all_keys_are_taken_the_one_that_is_used_least_gives_way():
    favourites = Favourites()
    for number in range(MOST):
        favourites.use([f"n{number}"])
    for number in range(MOST):
        if number != 4:
            favourites.use([f"n{number}"])
    favourites.use(["new"])
    assert favourites.name(5) == "new"
    assert len(favourites.names) == MOST
