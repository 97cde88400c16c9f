import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..encrypted import keyring
from ..models import brokersync_data_key
from .common import BrokersyncCommon
from .test_encrypted_cipher import key_file

IBANS = ("NO9386011117947", "CH9300762011623852957", "DE89370400440532013000")


@tagged("post_install", "-at_install")
class TestRotation(BrokersyncCommon):
    """FAULTS 90: a rotation that stops half-way loses nothing, and goes on where it stopped."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "keys.json"
        self.startPatcher(patch.dict("os.environ", {keyring.VARIABLE: str(self.path)}))
        # Values of the demo are sealed with a key that is not here: only one field takes part, and is empty before.
        field = self.env["brokersync.firm"]._fields["bank_account"]
        keys = self.env.registry["brokersync.data.key"]
        self.startPatcher(patch.object(keys, "_encrypted_fields", lambda _self: [field]))
        self.env.cr.execute("UPDATE brokersync_firm SET bank_account = NULL")
        self.use(key_file("k1", k1=1))
        self.firms = self.env["brokersync.firm"].concat(
            *(
                self._new_firm(f"TEST-K{number}", f"Key {number}", bank_account=iban)
                for number, iban in enumerate(IBANS)
            )
        )
        self.env.flush_all()

    def use(self, text):
        self.path.write_text(text)
        self.path.chmod(0o600)

    def keys(self):
        self.env.cr.execute(
            "SELECT split_part(bank_account, ':', 2) FROM brokersync_firm WHERE id = ANY(%s) ORDER BY code",
            [self.firms.ids],
        )
        return [key for (key,) in self.env.cr.fetchall()]

    def readable(self):
        self.env.invalidate_all()
        return tuple(self.firms.mapped("bank_account")) == IBANS and all(
            self.firms.search([("bank_account", "=", iban)]) == firm
            for firm, iban in zip(self.firms, IBANS, strict=True)
        )

    def test_half_a_rotation_is_readable_and_goes_on(self):
        self.use(key_file("k2", k1=1, k2=9))
        with patch.object(brokersync_data_key, "BATCH", 1):
            field = self.firms._fields["bank_account"]
            self.assertEqual(self.env["brokersync.data.key"]._rotate_batch(field), 1)
        self.assertEqual(self.keys(), ["k2", "k1", "k1"])
        self.assertTrue(self.readable())
        done = self.env["brokersync.data.key"]._rotate()
        self.assertEqual(done, {"brokersync.firm.bank_account": 2})
        self.assertEqual(self.keys(), ["k2"] * 3)
        self.assertTrue(self.readable())
        self.assertEqual(self.env["brokersync.data.key"]._rotate(), {})

    def test_the_old_key_may_go_when_all_is_sealed_anew(self):
        self.use(key_file("k2", k1=1, k2=9))
        self.env["brokersync.data.key"]._rotate()
        self.use(key_file("k2", k2=9))
        self.assertTrue(self.readable())

    def test_without_its_key_a_value_is_an_error_and_is_not_lost(self):
        self.use(key_file("k2", k2=9))
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "key k1, which is not in the key file"):
            self.firms[0].read(["bank_account"])
        with self.assertRaises(UserError):
            self.env["brokersync.data.key"]._rotate()
        self.use(key_file("k1", k1=1))
        self.assertTrue(self.readable())
