from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..audit import chain

KEY = bytes(32)


def build(length, key=KEY):
    """A whole chain of `length` rows."""
    rows, previous = [], chain.GENESIS
    for number in range(1, length + 1):
        content = (number, "2026-11-21T10:00:00", 2, "127.0.0.1", "res.users", number, "write")
        mac = chain.mac(key, content)
        row_hash = chain.link(previous, mac)
        rows.append(chain.Row(number, content, mac, number, previous, row_hash))
        previous = row_hash
    return rows


def kinds(rows, anchors=()):
    verifier = chain.Verifier(KEY, anchors)
    found = [finding for row in rows for finding in verifier.check(row)]
    return {finding.kind for finding in (*found, *verifier.check_end())}


def rehash(rows):
    """What somebody with SQL, and without the key, can do: compute all hashes anew."""
    previous, result = chain.GENESIS, []
    for number, row in enumerate(rows, 1):
        new = replace(row, sequence=number, previous=previous, hash=chain.link(previous, row.mac))
        result.append(new)
        previous = new.hash
    return result


@tagged("post_install", "-at_install")
class TestChain(BaseCase):
    def test_a_whole_chain(self):
        self.assertFalse(kinds(build(20)))
        self.assertFalse(kinds([]))

    @given(st.data())
    def test_any_change_of_any_row_is_found(self, data):
        rows = build(10)
        index = data.draw(st.integers(0, 9))
        content = list(rows[index].content)
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.text(min_size=1))
        rows[index] = replace(rows[index], content=tuple(content))
        for tampered in rows, rehash(rows):
            self.assertIn("changed", kinds(tampered))

    @given(st.integers(0, 8))
    def test_a_removed_row_is_found(self, index):
        rows = build(10)
        del rows[index]
        self.assertIn("removed", kinds(rows))

    @given(st.integers(0, 8))
    def test_a_removed_row_in_a_chain_made_anew_is_found_by_the_anchor(self, index):
        rows = build(10)
        anchor = chain.Anchor(9, rows[8].hash)
        del rows[index]
        self.assertIn("changed", kinds(rehash(rows), [anchor]))

    @given(st.integers(0, 10))
    def test_an_inserted_row_is_found(self, index):
        rows = build(10)
        forged = build(1, key=b"another key")[0]
        rows.insert(index, replace(forged, id=99))
        self.assertIn("changed", kinds(rehash(rows)))

    @given(st.integers(1, 10))
    def test_a_cut_end_is_found_by_the_anchor_only(self, count):
        rows = build(10)
        anchor = chain.Anchor(10, rows[-1].hash)
        self.assertEqual(kinds(rows[:-count], [anchor]), {"truncated"})
        self.assertFalse(kinds(rows[:-count]))
        self.assertFalse(kinds(rows, [anchor]))
