import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.cluster.gzipped import Gunzip


@given(
    body=st.binary(max_size=300) | st.binary(max_size=3).map(lambda piece: piece * 2000),
    size=st.integers(min_value=1, max_value=64),
    most=st.integers(min_value=1, max_value=512),
)
def test_what_was_compressed_comes_out_whole_in_bounded_pieces(body, size, most):
    gunzip, packed = Gunzip(most), gzip.compress(body)
    pieces = [piece for at in range(0, len(packed), size) for piece in gunzip.feed(packed[at : at + size])]
    assert b"".join(pieces) == body
    assert all(0 < len(piece) <= most for piece in pieces)
    assert gunzip.complete


def test_what_is_cut_off_is_not_complete():
    gunzip = Gunzip(100)
    list(gunzip.feed(gzip.compress(b"x" * 1000)[:-9]))
    assert not gunzip.complete


def test_what_is_no_gzip_is_an_error():
    with pytest.raises(EOFError):
        list(Gunzip(100).feed(b"plain text"))
