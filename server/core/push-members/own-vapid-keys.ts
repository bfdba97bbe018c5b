import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { Clock } from '../clock.ts'
import type { PushStore, VapidKeyPair } from './push-store.ts'

type Token = { header: string; renewAt: number }

/**
 * The key pairs by which this server identifies itself to push services (RFC 8292). They are in the database, so that
 * every node has them, and every backup. The newest is the current one; a subscription keeps the one that it was made
 * with.
 */
export class OwnVapidKeys {
  readonly #store: Pick<PushStore, 'ensureVapidKeys' | 'rotateVapidKey' | 'countByVapidKey'>
  readonly #clock: Clock
  readonly #subject: () => string
  #pairs: Promise<VapidKeyPair[]> | undefined
  #readAt = 0
  readonly #signers = new Map<string, KeyObject>()
  readonly #tokens = new Map<string, Token>()

  /** `subject`: the contact that push services see, the origin of this server. */
  constructor(parts: {
    store: Pick<PushStore, 'ensureVapidKeys' | 'rotateVapidKey' | 'countByVapidKey'>
    clock: Clock
    subject: () => string
  }) {
    this.#store = parts.store
    this.#clock = parts.clock
    this.#subject = parts.subject
  }

  /** Returns the public key for new subscriptions. The first call makes the first pair. */
  async current(): Promise<string> {
    if (this.#clock.monotonic() - this.#readAt >= FRESH_MILLISECONDS) this.#pairs = undefined
    const [newest] = await this.#read()
    if (newest === undefined) throw new Error('the database has no VAPID key')
    return newest.publicKey
  }

  /** Returns true if a subscription with this key can be served: the current key, or an earlier one. */
  async isOwn(publicKey: string): Promise<boolean> {
    const isKnown = (pairs: readonly VapidKeyPair[]) => pairs.some((pair) => pair.publicKey === publicKey)
    if (isKnown(await this.#read())) return true
    // Another node may have made a newer pair.
    this.#pairs = undefined
    return isKnown(await this.#read())
  }

  /**
   * Makes a new current pair, and returns its public key. The earlier ones stay valid for the subscriptions that were
   * made with them. Other nodes take the new one within `FRESH_MILLISECONDS`.
   */
  async rotate(): Promise<string> {
    const pair = makePair(this.#clock.now())
    await this.#read()
    await this.#store.rotateVapidKey(pair)
    this.#pairs = undefined
    return pair.publicKey
  }

  /** Lists the keys, the current one first, with the number of active registrations that use each. */
  async list(): Promise<{ publicKey: string; createdAt: number; subscriptions: number }[]> {
    this.#pairs = undefined
    const [pairs, counts] = [await this.#read(), await this.#store.countByVapidKey()]
    return pairs.map(({ publicKey, createdAt }) => ({
      ...{ publicKey, createdAt, subscriptions: counts.get(publicKey) ?? 0 },
    }))
  }

  /**
   * Returns the value of `Authorization` for a push service. A token is used again for half of its life. Throws if the
   * key is not this server's.
   */
  async authorize(origin: string, publicKey: string): Promise<string> {
    const name = `${publicKey} ${origin}`
    const now = this.#clock.now()
    const kept = this.#tokens.get(name)
    if (kept !== undefined && kept.renewAt > now) return kept.header
    const token = { header: await this.#sign(origin, publicKey), renewAt: now + (TOKEN_SECONDS / 2) * 1000 }
    const oldest = this.#tokens.size >= LIMITS.pushOrigins ? this.#tokens.keys().next().value : undefined
    if (oldest !== undefined) this.#tokens.delete(oldest)
    this.#tokens.set(name, token)
    return token.header
  }

  async #sign(aud: string, publicKey: string): Promise<string> {
    const signer = await this.#signerOf(publicKey)
    const exp = Math.floor(this.#clock.now() / 1000) + TOKEN_SECONDS
    const claims = encode({ aud, exp, sub: subjectOf(this.#subject()) })
    const unsigned = `${HEADER}.${claims}`
    const signature = sign('sha256', Buffer.from(unsigned), { key: signer, dsaEncoding: 'ieee-p1363' })
    return `vapid t=${unsigned}.${signature.toString('base64url')}, k=${publicKey}`
  }

  async #signerOf(publicKey: string): Promise<KeyObject> {
    const known = this.#signers.get(publicKey)
    if (known !== undefined) return known
    if (!(await this.isOwn(publicKey))) throw new Error('the VAPID key of a subscription is not known')
    const pair = (await this.#read()).find((each) => each.publicKey === publicKey)
    const point = Buffer.from(publicKey, 'base64url')
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
    const key = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '', d: pair?.privateKey ?? '' }
    const signer = createPrivateKey({ key, format: 'jwk' })
    this.#signers.set(publicKey, signer)
    return signer
  }

  #read(): Promise<VapidKeyPair[]> {
    if (this.#pairs === undefined) this.#readAt = this.#clock.monotonic()
    this.#pairs ??= this.#store.ensureVapidKeys(makePair(this.#clock.now())).catch((error: unknown) => {
      this.#pairs = undefined
      throw error
    })
    return this.#pairs
  }
}

/** After this time a node notices that another one has rotated. */
const FRESH_MILLISECONDS = 10_000

/** Push services accept 24 hours at most, and their clocks may differ. */
const TOKEN_SECONDS = 43_200
const HEADER = encode({ typ: 'JWT', alg: 'ES256' })

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** Some push services refuse a contact that is neither `https:` nor `mailto:` (RFC 8292, 2.1). */
function subjectOf(origin: string): string {
  return origin.startsWith('https:') ? origin : `mailto:aoi@${new URL(origin).hostname}`
}

/** A JWK pads the scalar to 32 bytes; `ECDH.getPrivateKey()` would strip leading zeros. */
function makePair(createdAt: number): VapidKeyPair {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const { x = '', y = '', d = '' } = privateKey.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  return { publicKey: point.toString('base64url'), privateKey: d, createdAt }
}
