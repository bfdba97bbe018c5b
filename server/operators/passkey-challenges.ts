import { AsyncLocalStorage } from 'node:async_hooks'
import { z } from 'zod'
import type { Clock } from '#server/core/clock.ts'
import type { PrismaTable } from '#server/core/operators/operator-tables.ts'
import { addCookie, readCookie, writeCookie } from './cookies.ts'
import { seal, unseal } from './seal.ts'

const COOKIE = 'passkey_challenge'
/** The time for which better-auth accepts a challenge. */
const SECONDS = 300

const challengeSchema = z.object({
  id: z.string(),
  identifier: z.string(),
  value: z.string(),
  createdAt: z.coerce.date(),
  updatedAt: z.coerce.date(),
  expiresAt: z.coerce.date(),
})
type Challenge = z.infer<typeof challengeSchema>
type Ceremony = { challenge: Challenge | undefined; identifier: string | undefined }

type Method = (args?: object) => Promise<unknown>

type Input = { publicUrl: string; secret: string }

/**
 * Keeps the challenge of a passkey in a sealed cookie of the browser that asked for it. Anybody may ask for a
 * challenge, so none is a row of the database. Any node can check the answer.
 */
export class PasskeyChallenges {
  readonly #ceremonies = new AsyncLocalStorage<Ceremony>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Returns the table of verifications for better-auth. During a ceremony it holds only the challenge of the cookie.
   */
  cover(table: PrismaTable): PrismaTable {
    const during = (
      name: keyof PrismaTable,
      answer: (ceremony: Ceremony, args: object) => unknown,
    ): Method => {
      return async (args = {}) => {
        const ceremony = this.#ceremonies.getStore()
        return ceremony === undefined ? table[name](args) : answer(ceremony, args)
      }
    }
    return {
      ...table,
      create: during('create', (ceremony, args) => {
        ceremony.challenge = challengeSchema.parse((args as { data: unknown }).data)
        return ceremony.challenge
      }),
      findFirst: during('findFirst', ({ challenge }) => challenge ?? null),
      findMany: during('findMany', ({ challenge }) => (challenge === undefined ? [] : [challenge])),
      deleteMany: async (args) =>
        this.#ceremonies.getStore() === undefined ? table.deleteMany(args) : { count: 0 },
      delete: during('delete', (ceremony) => {
        const { challenge } = ceremony
        ceremony.challenge = undefined
        return challenge ?? null
      }),
    }
  }

  /**
   * Serves a request of a ceremony with the challenge in its cookie. Adds a cookie to the answer if the challenge
   * changed.
   */
  async serve(input: Input & { request: Request; answer: () => Promise<Response> }): Promise<Response> {
    const { publicUrl } = input
    const held = readChallenge(input)
    const ceremony: Ceremony = { challenge: held, identifier: held?.identifier }
    const answered = await this.#ceremonies.run(ceremony, input.answer)
    if (ceremony.challenge === held) return answered
    const value = ceremony.challenge === undefined ? '' : sealChallenge(input.secret, ceremony.challenge)
    const seconds = ceremony.challenge === undefined ? 0 : SECONDS
    return addCookie(answered, writeCookie({ publicUrl, name: COOKIE, value, seconds }))
  }

  /** The challenge that the current request answers, by its unique name, and the time at which it ends (Unix ms). */
  get current(): { identifier: string; expiresAt: number } | undefined {
    const identifier = this.#ceremonies.getStore()?.identifier
    return identifier === undefined
      ? undefined
      : { identifier, expiresAt: this.#clock.now() + SECONDS * 1000 }
  }
}

function sealChallenge(secret: string, value: Challenge): string {
  return seal(secret, { purpose: 'passkey-challenge', value })
}

function readChallenge({ publicUrl, secret, request }: Input & { request: Request }): Challenge | undefined {
  const text = readCookie(request.headers, { publicUrl, name: COOKIE })
  if (text === undefined) return undefined
  return challengeSchema.safeParse(unseal(secret, { purpose: 'passkey-challenge', text })).data
}
