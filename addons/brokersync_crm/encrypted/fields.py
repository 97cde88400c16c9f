"""Fields that are sealed in the database and in the ORM's cache, and opened for those who may see them.

The cache is shared between a user's environment and `sudo`. It holds what the database holds; whether a reader gets
the text or its mask is decided at each access, in `convert_to_record`.
"""

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from . import blind_index, cipher, keyring
from .cipher import CipherError
from .keyring import KeyringError
from .mask import is_masked, mask

# In the context: hide values from everybody, all of them or those that are shown on request. No context shows any.
MASKED = "brokersync_masked"
ALL, ON_REQUEST = "all", "on_request"


class _Sealed(str):
    """Sealed now, not yet in the database."""

    __slots__ = ()


class Encrypted:
    """What EncryptedChar and EncryptedText have in common.

    :param mask: `"last4"` or `"all"`, for readers without the right; see `mask.py`
    :param blind_index: whether `search([(name, "=", value)])` finds the value, for those who may see it
    :param on_request: whether screens show the mask to everybody until it is asked for with a reason
    """

    copy = False
    prefetch = True
    mask = "all"
    blind_index = False
    on_request = False

    def setup_nonrelated(self, model):
        res = super().setup_nonrelated(model)
        if getattr(self, "tracking", None):
            raise TypeError(
                f"{self}: an encrypted field cannot be tracked, the log would keep its text"
            )
        if self.translate or self.company_dependent or not self.store:
            raise TypeError(f"{self}: an encrypted field is stored, and has one value")
        return res

    # Reading

    def convert_to_record(self, value, record):
        if not value:
            return False
        if not cipher.is_sealed(value):  # typed into a form, not saved yet
            return value
        text = self._unseal(record, value)
        return text if self._may_read(record) else mask(text, self.mask)

    def _may_read(self, record):
        masked = record.env.context.get(MASKED)
        if masked == ALL or (masked == ON_REQUEST and self.on_request):
            return False
        return record.env.su or record._may_unmask()

    def _unseal(self, record, value):
        place = self._place(record._origin.id)
        try:
            return cipher.unseal(keyring.current(), value, place)
        except (CipherError, KeyringError) as error:
            raise UserError(str(error)) from error

    def _place(self, record_id):
        return f"{self.model_name}:{record_id}:{self.name}"

    # Writing

    def convert_to_cache(self, value, record, validate=True):
        text = super().convert_to_cache(value, record, validate)
        if not text:
            return None
        if validate:
            self._check(text, record)
        return self._seal(record, text) if len(record) == 1 and record.id else text

    def convert_to_write(self, value, record):
        return value or False

    def write(self, records, value):
        records.env.remove_to_compute(self, records)
        for record in records:
            self._update_cache(record, self.convert_to_cache(value, record), dirty=True)

    def _update_cache(self, records, cache_value, dirty=False):
        """A new record has its id only after INSERT: what was sealed for it then is written by the next flush."""
        return super()._update_cache(
            records, cache_value, dirty or isinstance(cache_value, _Sealed)
        )

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        """Keeps the place: a required field is not NULL, and text is sealed as soon as the record has an id."""
        return "" if value else None

    def get_column_update(self, record):
        value = record.env.transaction.field_data[self][record.id]
        return None if value is None else str(value)

    def _check(self, text, record):
        label = self._description_string(record.env)
        if is_masked(text):
            raise UserError(
                record.env._(
                    "%s: this is the mask of a hidden value. Enter the whole value or leave it.",
                    label,
                )
            )
        if cipher.is_sealed(text):
            raise ValidationError(record.env._("%s: sealed text cannot be written.", label))

    def _seal(self, record, text):
        try:
            key = keyring.current().active
        except KeyringError as error:
            raise UserError(str(error)) from error
        index = blind_index.digest(key, self._index_name, text) if self.blind_index else ""
        return _Sealed(cipher.seal(key, text, self._place(record.id), index))

    def seal_anew(self, record, sealed):
        """The same text, sealed with the active key."""
        return self._seal(record, self._unseal(record, sealed))

    # Searching: equality through the blind index, and nothing else

    @property
    def _index_name(self):
        return f"{self.model_name}:{self.name}"

    @property
    def _description_searchable(self):
        return self.blind_index

    def _description_sortable(self, env):
        return False

    def _description_groupable(self, env):
        return False

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        column = model._field_to_sql(alias, field_expr, query)
        if operator not in ("in", "not in"):
            raise UserError(
                model.env._("%s is encrypted: search for the whole value.", self.string)
            )
        texts = [text for text in value if text]
        condition = SQL("%s IS NULL", column) if len(texts) < len(value) else SQL("FALSE")
        if texts:
            condition = SQL("(%s OR %s)", condition, self._has_index(column, texts, model))
        return condition if operator == "in" else SQL("(%s) IS NOT TRUE", condition)

    def _has_index(self, column, texts, model):
        if not self.blind_index:
            raise UserError(model.env._("%s is encrypted and cannot be searched.", self.string))
        if not self._may_read(model):
            # Trying values one after the other would give away the ones that are hidden.
            raise AccessError(model.env._("You may not search in %s.", self.string))
        try:
            keys = keyring.current().keys.values()
        except KeyringError as error:
            raise UserError(str(error)) from error
        digests = tuple(
            blind_index.digest(key, self._index_name, text) for key in keys for text in texts
        )
        return SQL("split_part(%s, ':', 4) IN %s", column, digests)

    def update_db(self, model, columns):
        result = super().update_db(model, columns)
        if self.blind_index:
            model.env.cr.execute(
                SQL(
                    "CREATE INDEX IF NOT EXISTS %s ON %s (split_part(%s, ':', 4))",
                    SQL.identifier(f"{model._table}_{self.name}_blind"),
                    SQL.identifier(model._table),
                    SQL.identifier(self.name),
                )
            )
        return result


class EncryptedChar(Encrypted, fields.Char):
    """`national_id = EncryptedChar("National identity number", mask="last4", blind_index=True)`"""

    on_request = True

    @property
    def _column_type(self):
        """The sealed form is longer than `size`, which limits the text."""
        return ("text", "text")


class EncryptedText(Encrypted, fields.Text):
    """A sealed Text, such as the body of a message."""
