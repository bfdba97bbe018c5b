import { toBase64url } from './base64url.ts'
import { hashElements, TOKEN_VERSION } from './framing.ts'
import { deriveP256Key, findP256Point } from './p256-key.ts'
import { isWellFormed } from './text.ts'

/** Argon2id v=0x13 with m = 19456 KiB, t = 2, p = 1 and 32 bytes of output: `ARGON2ID_COST`. */
export type Argon2id = (password: Uint8Array, salt: Uint8Array) => Promise<Uint8Array>

/** Cost of one derivation, fixed by `AOI-token-v1`; memory in KiB. */
export const ARGON2ID_COST = { memoryKib: 19_456, passes: 2, lanes: 1, hashBytes: 32 } as const

export type RegistrationKeyInput = { applicationName: string; tokenSeed: string; tokenScope?: string }

/** The values derived from a seed for one application and scope. All but `pkReg` are as secret as the seed. */
export type RegistrationKey = { salt: Uint8Array; prk: Uint8Array; dReg: Uint8Array; pkReg: Uint8Array }

export type SharedTokenInput = {
  applicationName: string
  pkReg: Uint8Array
  vapidKey?: string
  tokenScope?: string
}

/**
 * The costly half of `AOI-token-v1` (`docs/protocol.md` section 4.2): one Argon2id.
 * Rejects with `RangeError` when a text has a lone surrogate.
 */
export async function deriveRegistrationKey(
  argon2id: Argon2id,
  input: RegistrationKeyInput,
): Promise<RegistrationKey> {
  const salt = argon2Salt('salt', input)
  const prk = await argon2id(toUtf8('tokenSeed', input.tokenSeed), salt)
  const { privateKey, publicKey } = deriveP256Key(prk, 'AOI-token-v1/registration-key')
  return { salt, prk, dReg: privateKey, pkReg: publicKey }
}

/** The cheap half: the Client App Token of a registration key. Throws `RangeError` if `vapidKey` fails `isVapidKey`. */
export function sharedToken(input: SharedTokenInput): string {
  const vapidPoint = input.vapidKey === undefined ? new Uint8Array() : findP256Point(input.vapidKey)
  if (vapidPoint === undefined) throw new RangeError('vapidKey: must be a point on P-256 in base64url')
  const applicationName = toUtf8('ApplicationName', input.applicationName)
  const scope = toUtf8('tokenScope', input.tokenScope ?? '')
  return `g1${toBase64url(hashElements([TOKEN_VERSION, 'token', applicationName, scope, input.pkReg, vapidPoint]))}`
}

/**
 * Returns the Client App Token of this seed, the same for everyone on every node and at every provider. Rejects with
 * `RangeError` if `vapidKey` is not on the curve or a text has a lone surrogate.
 */
export async function deriveSharedToken(
  argon2id: Argon2id,
  input: RegistrationKeyInput & { vapidKey?: string },
): Promise<string> {
  // Checked before the costly step, not after it.
  if (input.vapidKey !== undefined && !isVapidKey(input.vapidKey)) {
    throw new RangeError('vapidKey: must be a point on P-256 in base64url')
  }
  const { pkReg } = await deriveRegistrationKey(argon2id, input)
  return sharedToken({ ...input, pkReg })
}

/** The Client App Token of one instance, from 32 random bytes. */
export function uniqueToken(random32: Uint8Array): string {
  if (random32.byteLength !== 32) throw new RangeError('a unique token needs exactly 32 random bytes')
  return `u1${toBase64url(random32)}`
}

/** True if `text` is an uncompressed point on P-256 in canonical base64url. */
export function isVapidKey(text: string): boolean {
  return findP256Point(text) !== undefined
}

/** Salt of an Argon2id of `AOI-token-v1`, which binds the seed to the application and the scope. */
export function argon2Salt(
  purpose: 'salt' | 'root-salt',
  input: { applicationName: string; tokenScope?: string },
): Uint8Array {
  const applicationName = toUtf8('ApplicationName', input.applicationName)
  return hashElements([TOKEN_VERSION, purpose, applicationName, toUtf8('tokenScope', input.tokenScope ?? '')])
}

/** UTF-8 of `text`. Throws `RangeError` for a lone surrogate: other texts would have the same UTF-8 form. */
export function toUtf8(element: string, text: string): Uint8Array {
  if (!isWellFormed(text)) throw new RangeError(`${element}: must not contain a lone surrogate`)
  return new TextEncoder().encode(text)
}
