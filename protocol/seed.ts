import { toBase64url } from './base64url.ts'
import { deriveP256Key, expandKey } from './p256-key.ts'
import type { Argon2id } from './token.ts'
import { argon2Salt, toUtf8 } from './token.ts'

/**
 * The result of splitting a root seed on the device (split seed, `docs/protocol.md` section 4.2). Only `wireSeed` is
 * sent, as `tokenSeed`; the rest never leaves the device.
 */
export type SplitSeed = {
  /** 32 bytes. */
  root: Uint8Array
  /** 43 characters of base64url. */
  wireSeed: string
  /** The group's Web Push key (RFC 8291): private scalar, 32 bytes. */
  p256dhPrivateKey: Uint8Array
  /** Its uncompressed public point, 65 bytes. */
  p256dh: Uint8Array
  /** The group's Web Push authentication secret, 16 bytes. */
  auth: Uint8Array
}

/** Splits a root seed. Costs one Argon2id; rejects with `RangeError` when a text has a lone surrogate. */
export async function splitSeed(
  argon2id: Argon2id,
  input: { applicationName: string; rootSeed: string; tokenScope?: string },
): Promise<SplitSeed> {
  const root = await argon2id(toUtf8('tokenSeed', input.rootSeed), argon2Salt('root-salt', input))
  const { privateKey, publicKey } = deriveP256Key(root, 'AOI-token-v1/p256dh')
  return {
    root,
    wireSeed: toBase64url(expandKey(root, { info: 'AOI-token-v1/wire-seed', bytes: 32 })),
    p256dhPrivateKey: privateKey,
    p256dh: publicKey,
    auth: expandKey(root, { info: 'AOI-token-v1/auth', bytes: 16 }),
  }
}

/**
 * Returns the next root seed after the one with this root (`docs/protocol.md` section 4.4). From a seed one can compute
 * every later seed, and no earlier one. 43 characters of base64url.
 */
export function nextRootSeed(root: Uint8Array): string {
  return toBase64url(expandKey(root, { info: 'AOI-token-v1/next-seed', bytes: 32 }))
}
