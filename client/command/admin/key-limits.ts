import type { ArgsDef } from 'citty'
import { type KeyLimits, keyLimitElements, type ShownKeyLimits } from '../../../protocol/key-limits.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { readRepeated } from '../arguments.ts'
import { parseOption, parseWholeNumber } from '../parse-option.ts'
import { printableText } from '../printable.ts'

/** Options that limit a new API key beyond its applications. */
export const KEY_LIMIT_ARGUMENTS = {
  token: {
    type: 'string',
    valueHint: 'TOKEN',
    description: 'Only this Client App Token; may be given more than once (default: any of the applications)',
  },
  topic: {
    type: 'string',
    valueHint: 'TOPIC',
    description: 'Send only with this topic; may be given more than once (default: any or none)',
  },
  'per-minute': {
    type: 'string',
    valueHint: 'COUNT',
    description: 'Requests a minute with this key (default: the limit of the server)',
  },
  'per-day': {
    type: 'string',
    valueHint: 'COUNT',
    description: 'Notifications a day (UTC) with this key (default: no limit)',
  },
} as const satisfies ArgsDef

type Given = { 'per-minute'?: string | undefined; 'per-day'?: string | undefined }

/** Reads the limits from the command line. Fails as usage, naming the option. */
export function readKeyLimits(
  args: Given,
  command: { rawArgs: readonly string[]; definition: ArgsDef },
): KeyLimits {
  const { rawArgs, definition } = command
  const tokens = readRepeated(rawArgs, { definition, name: 'token' })
  const topics = readRepeated(rawArgs, { definition, name: 'topic' })
  const { 'per-minute': perMinute, 'per-day': perDay } = args
  return {
    ...(tokens.length > 0 && {
      tokens: parseOption('--token', { schema: keyLimitElements.tokens.unwrap(), value: tokens }),
    }),
    ...(topics.length > 0 && {
      topics: parseOption('--topic', { schema: keyLimitElements.topics.unwrap(), value: topics }),
    }),
    ...(perMinute !== undefined && {
      requestsPerMinute: parseWholeNumber('--per-minute', {
        ...{ value: perMinute, min: 1, max: LIMITS.apiKeyRequestsPerMinuteMax },
      }),
    }),
    ...(perDay !== undefined && {
      notificationsPerDay: parseWholeNumber('--per-day', {
        ...{ value: perDay, min: 1, max: LIMITS.apiKeyNotificationsPerDayMax },
      }),
    }),
  }
}

/** Returns the limits as words of a line; empty without limits. */
export function describeKeyLimits(limits: ShownKeyLimits): string {
  const { tokenFingerprints, topics, requestsPerMinute, notificationsPerDay } = limits
  return [
    tokenFingerprints && `only tokens ${tokenFingerprints.join(',')}`,
    topics && `only topics ${printableText(topics.join(','))}`,
    requestsPerMinute !== undefined && `${requestsPerMinute} requests a minute`,
    notificationsPerDay !== undefined && `${notificationsPerDay} notifications a day`,
  ]
    .filter((word) => typeof word === 'string')
    .join(', ')
}
