import json
import tempfile
from base64 import b64encode
from pathlib import Path
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..encrypted import blind_index, cipher, keyring, mask

SECRET = b64encode(bytes(32)).decode()
PLACE = "brokersync.firm:1:bank_account"


def new_key(name, byte):
    secret = b64encode(bytes([byte]) * 32).decode()
    return {name: {"encryption": secret, "index": b64encode(bytes([byte + 1]) * 32).decode()}}


def key_file(active, **keys):
    merged = {}
    for name, byte in keys.items():
        merged |= new_key(name, byte)
    return json.dumps({"active": active, "keys": merged, "audit": SECRET})


@tagged("-at_install", "post_install")
class TestCipher(BaseCase):
    def setUp(self):
        super().setUp()
        self.ring = keyring.parse(key_file("k1", k1=1))

    def seal(self, text, place=PLACE):
        return cipher.seal(self.ring.active, text, place)

    @given(st.text(), st.text())
    def test_sealed_text_opens_in_its_place_only(self, text, place):
        ring = keyring.parse(key_file("k1", k1=1))
        sealed = cipher.seal(ring.active, text, place.encode(errors="ignore").decode())
        self.assertTrue(cipher.is_sealed(sealed))
        self.assertEqual(cipher.unseal(ring, sealed, place.encode(errors="ignore").decode()), text)
        with self.assertRaises(cipher.CipherError):
            cipher.unseal(ring, sealed, place.encode(errors="ignore").decode() + "x")

    def test_the_same_text_never_looks_the_same(self):
        self.assertNotEqual(self.seal("NO9386011117947"), self.seal("NO9386011117947"))

    def test_every_changed_character_is_noticed(self):
        sealed = self.seal("secret??")  # no padding: every bit of the base64 counts
        start = len("v1:k1:")
        for position in range(start, len(sealed)):
            changed = "A" if sealed[position] != "A" else "B"
            broken = sealed[:position] + changed + sealed[position + 1 :]
            with self.subTest(position), self.assertRaises(cipher.CipherError):
                self.assertNotEqual(cipher.unseal(self.ring, broken, PLACE), "secret??")

    def test_an_older_key_still_opens(self):
        sealed = self.seal("secret")
        rotated = keyring.parse(key_file("k2", k1=1, k2=9))
        self.assertEqual(cipher.unseal(rotated, sealed, PLACE), "secret")
        self.assertEqual(cipher.key_id(cipher.seal(rotated.active, "secret", PLACE)), "k2")
        with self.assertRaisesRegex(cipher.CipherError, "key k1, which is not in the key file"):
            cipher.unseal(keyring.parse(key_file("k2", k2=9)), sealed, PLACE)

    def test_the_blind_index_ignores_spelling_and_tells_fields_apart(self):
        key = self.ring.active
        index = blind_index.digest(key, "firm:iban", "NO93 8601 1117 947")
        self.assertEqual(index, blind_index.digest(key, "firm:iban", "no9386011117947"))
        self.assertNotEqual(index, blind_index.digest(key, "owner:iban", "NO9386011117947"))
        self.assertNotEqual(index, blind_index.digest(key, "firm:iban", "NO9386011117948"))

    def test_masks_never_show_half_of_a_short_value(self):
        self.assertEqual(mask.mask("NO9386011117947", "last4"), "••••7947")
        self.assertEqual(mask.mask("1234567", "last4"), "••••")
        self.assertEqual(mask.mask("a message", "all"), "••••")


@tagged("-at_install", "post_install")
class TestKeyFile(BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "data_keys.json"
        self.startPatcher(patch.dict("os.environ", {keyring.VARIABLE: str(self.path)}))

    def assert_refused(self, text):
        with self.assertRaisesRegex(keyring.KeyringError, text):
            keyring.current()

    def write(self, text, mode=0o600):
        self.path.write_text(text)
        self.path.chmod(mode)

    def test_a_good_file(self):
        self.write(key_file("k1", k1=1))
        self.assertEqual(keyring.current().active.id, "k1")

    def test_a_changed_file_is_read_again(self):
        self.write(key_file("k1", k1=1))
        keyring.current()
        self.write(key_file("k2", k1=1, k2=3))
        self.assertEqual(keyring.current().active.id, "k2")

    def test_no_file(self):
        self.assert_refused("cannot be read .*Restore the file from its backup")
        with patch.dict("os.environ", {keyring.VARIABLE: ""}):
            self.assert_refused("BROKERSYNC_DATA_KEYS_FILE is not set")

    def test_a_file_that_others_may_read_or_change(self):
        for mode in 0o644, 0o604, 0o620, 0o666:
            self.write(key_file("k1", k1=1), mode)
            with self.subTest(oct(mode)):
                self.assert_refused("Run: chmod 600")

    def test_a_broken_file(self):
        short = {
            "active": "k1",
            "keys": {"k1": {"encryption": "YQ==", "index": "YQ=="}},
            "audit": SECRET,
        }
        for text in "", "{}", "[]", key_file("k9", k1=1), json.dumps(short):
            self.write(text)
            with self.subTest(text[:20]):
                self.assert_refused("are no key file")
