import { z } from 'zod'
import { LIMITS } from '../../../protocol/limits.ts'
import type { Invocation } from '../define.ts'
import { parseOption } from '../parse-option.ts'

const SECONDS_PER_DAY = 86_400
/** As in the environment of the server. */
const daysSchema = z.coerce.number().min(0).max(36_500)

/** Returns the seconds for which the server keeps expired notifications. Throws `CommandFailure`. */
export function readRetention({ terminal }: Invocation): number {
  const name = 'AOI_RETAIN_NOTIFICATIONS_DAYS'
  const value = terminal.env[name]
  if (value === undefined || value === '') return LIMITS.notificationKeptSeconds
  return parseOption(name, { schema: daysSchema, value }) * SECONDS_PER_DAY
}
