import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import { readCookie, writeCookie } from './cookies.ts'
import { seal, unseal } from './seal.ts'

const NAME_CHARACTERS = 12

const deviceSchema = z.object({ id: z.string(), email: z.string(), expiresAt: z.number() })

type Input = { clock: Clock; publicUrl: string; secret: string }

/**
 * Browsers in which an operator has signed in, known by a sealed cookie for each operator. The cookie grants no access.
 * It only gives the owner of an account attempts that strangers cannot use up.
 */
export class KnownDevices {
  readonly #read: () => Input

  constructor(read: () => Input) {
    this.#read = read
  }

  /** Returns the id of the device if this operator has signed in there before. */
  find(headers: Headers, email: string): string | undefined {
    const { clock, publicUrl, secret } = this.#read()
    const text = readCookie(headers, { publicUrl, name: nameOf(email) })
    if (text === undefined) return undefined
    const device = deviceSchema.safeParse(unseal(secret, { purpose: 'known-device', text })).data
    return device?.email === email && device.expiresAt > clock.now() ? device.id : undefined
  }

  /** Returns the cookie by which the device is known from now on. A known device keeps its id. */
  remember(headers: Headers, email: string): string {
    const { clock, publicUrl, secret } = this.#read()
    const seconds = LIMITS.knownDeviceSeconds
    const expiresAt = clock.now() + seconds * 1000
    const device = { id: this.find(headers, email) ?? randomUUID(), email, expiresAt }
    const value = seal(secret, { purpose: 'known-device', value: device })
    return writeCookie({ publicUrl, name: nameOf(email), value, seconds })
  }
}

function nameOf(email: string): string {
  return `device_${createHash('sha256').update(email).digest('hex').slice(0, NAME_CHARACTERS)}`
}
