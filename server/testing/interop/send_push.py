"""Sends one Web Push message (RFC 8291, 8292) with the standard library and python3-cryptography alone."""

import json
import os
import ssl
import struct
import sys
import time
import urllib.error
import urllib.request
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def decode(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def hkdf(salt, secret, info, length):
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def encrypt(plain, keys):
    own = ec.generate_private_key(ec.SECP256R1())
    own_point = own.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    their_point = decode(keys["p256dh"])
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), their_point)
    secret = own.exchange(ec.ECDH(), theirs)
    info = b"WebPush: info\0" + their_point + own_point
    ikm = hkdf(decode(keys["auth"]), secret, info, 32)
    salt = os.urandom(16)
    key = hkdf(salt, ikm, b"Content-Encoding: aes128gcm\0", 16)
    nonce = hkdf(salt, ikm, b"Content-Encoding: nonce\0", 12)
    header = salt + struct.pack(">IB", 4096, len(own_point)) + own_point
    return header + AESGCM(key).encrypt(nonce, plain + b"\2", None)


def sign(order):
    endpoint = urlsplit(order["subscription"]["endpoint"])
    claims = {
        "aud": f"{endpoint.scheme}://{endpoint.netloc}",
        "exp": int(time.time()) + 3600,
        "sub": order["subject"],
    }
    header = {"typ": "JWT", "alg": "ES256"}
    signed = ".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    scalar = int.from_bytes(decode(order["vapidKeys"]["privateKey"]), "big")
    key = ec.derive_private_key(scalar, ec.SECP256R1())
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    token = signed + "." + encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={token}, k={order['vapidKeys']['publicKey']}"


order = json.loads(sys.argv[1])
request = urllib.request.Request(
    order["subscription"]["endpoint"],
    method="POST",
    data=encrypt(json.dumps(order["message"]).encode(), order["subscription"]["keys"]),
    headers={
        "TTL": str(order["ttl"]),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Authorization": sign(order),
    },
)
trust = ssl.create_default_context(cafile=order["certificatePath"])
try:
    response = urllib.request.urlopen(request, context=trust)
except urllib.error.HTTPError as refusal:
    response = refusal
headers = {name.lower(): value for name, value in response.headers.items()}
print(json.dumps({"status": response.status, "headers": headers}))
