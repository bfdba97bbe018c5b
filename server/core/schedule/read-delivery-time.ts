import { LIMITS } from '#protocol'
import { AoiError } from '../errors.ts'

/**
 * Returns the time until which a notification waits; `undefined` if it is sent at once, also because its time has passed.
 * So a repeated request gets its first answer, however late it comes. Throws `invalid` for a time too far ahead.
 */
export function readDeliveryTime(
  deliverAt: number | undefined,
  now: number,
  /** The place of the element in the message, for the error. */
  place = '',
): number | undefined {
  if (deliverAt === undefined || deliverAt <= now) return undefined
  if (deliverAt > now + LIMITS.scheduleSecondsMax * 1000)
    throw new AoiError('invalid', `${place}deliverAt: must be at most 30 days ahead`)
  return deliverAt
}
