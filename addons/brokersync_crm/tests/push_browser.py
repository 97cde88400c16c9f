"""The browser at the other end of a push message."""

import base64
import json
import secrets
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Browser:
    """The keys of a browser that has switched push on, and what it reads of a message (RFC 8291, RFC 8188)."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = secrets.token_bytes(16)
        self.public = self.key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )

    def keys(self):
        def encode(data):
            return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

        return {"p256dh": encode(self.public), "auth": encode(self.auth)}

    def read(self, body):
        salt, _size, length = struct.unpack("!16sLB", body[:21])
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        info = b"WebPush: info\0" + self.public + sender
        secret = _derive(self.auth, info, 32, shared)
        content_key = _derive(salt, b"Content-Encoding: aes128gcm\0", 16, secret)
        nonce = _derive(salt, b"Content-Encoding: nonce\0", 12, secret)
        text = AESGCM(content_key).decrypt(nonce, sealed, None)
        return json.loads(text.rstrip(b"\x02"))


def _derive(salt, info, length, secret):
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
