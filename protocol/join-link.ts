import { z } from 'zod'
import { findBase64urlBytes, toBase64url } from './base64url.ts'
import { describeInvalid } from './invalid.ts'
import { LIMITS } from './limits.ts'
import { applicationNameSchema } from './registration.ts'
import { shownNameSchema, textSchema } from './text.ts'

/** The page that opens a join link, and the beginning of the link's fragment. */
export const INBOX_PATH = '/inbox'
const FRAGMENT = '#join='

/** An invitation to a group, for the inbox. `name` is shown to the person; `app` is the ApplicationName. */
export const joinSchema = z.strictObject({
  app: applicationNameSchema,
  seed: textSchema(LIMITS.tokenSeedAdvisedBytes, LIMITS.tokenSeedBytes),
  name: shownNameSchema(LIMITS.registrationLabelBytes),
  /** Lets the inbox register for the first time at a server that requires an enrolment code. */
  code: textSchema(1, LIMITS.enrolmentCodeBytes).optional(),
})

export type Join = z.output<typeof joinSchema>

/** `notALink`: no join link at all. `cut`: a part of the link is missing or changed. `invalid`: a wrong element. */
export type JoinProblem = 'notALink' | 'cut' | 'invalid'

export type ReadJoin =
  | { kind: 'join'; join: Join }
  | { kind: 'problem'; problem: JoinProblem; sentence: string }

/**
 * Returns the link by which a person's inbox joins a group: `{origin}/inbox#join=` and base64url of the JSON. The seed
 * is in the fragment, which browsers never send. Throws the validator's error if an element of `join` is invalid.
 */
export function encodeJoinLink(origin: string, join: Join): string {
  const json = JSON.stringify(joinSchema.parse(join))
  return `${origin}${INBOX_PATH}${FRAGMENT}${toBase64url(new TextEncoder().encode(json))}`
}

/** Reads a join link, or its fragment alone. Surrounding white space is ignored. The sentence never shows the seed. */
export function readJoinLink(text: string): ReadJoin {
  const at = text.indexOf(FRAGMENT)
  if (at === -1) return problem('notALink', `a join link contains ${INBOX_PATH}${FRAGMENT}`)
  const bytes = findBase64urlBytes(text.slice(at + FRAGMENT.length).trim())
  if (bytes === undefined) return problem('cut', 'the join link is incomplete: its end is not base64url')
  const content = parse(bytes)
  if (content === undefined) return problem('cut', 'the join link is incomplete: its content is not JSON')
  const read = joinSchema.safeParse(content)
  return read.success ? { kind: 'join', join: read.data } : problem('invalid', describeInvalid(read.error))
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

function problem(kind: JoinProblem, sentence: string): ReadJoin {
  return { kind: 'problem', problem: kind, sentence }
}
