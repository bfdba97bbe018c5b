/**
 * Outcomes of a recipient. They exclude one another, so their counts always add up to the recipients. The order is
 * their number on the wire.
 */
export const RECIPIENT_OUTCOMES = [
  'pending',
  'sent',
  'acked',
  'waiting',
  'expired',
  'revoked',
  /** A push service has accepted it, and the receiver has not confirmed it. */
  'pushed',
] as const
export type RecipientOutcome = (typeof RECIPIENT_OUTCOMES)[number]
export type OutcomeCounts = Record<RecipientOutcome, number>

/** Number of recipients that may still get the notification. */
export function countOpen({ pending, sent, waiting, pushed }: OutcomeCounts): number {
  return pending + sent + waiting + pushed
}

/** Number of an outcome in packed states. */
export const OUTCOME_NUMBERS = Object.fromEntries(
  RECIPIENT_OUTCOMES.map((outcome, number) => [outcome, number]),
) as Record<RecipientOutcome, number>

/** Steps of the axis of the time to ack, from a millisecond up; the brush is set in these steps. */
export const AXIS_STEPS = 48
const STEPS_PER_TENFOLD = 6

/**
 * Milliseconds at which a step of the axis begins. The first step includes all smaller times, the last all larger ones.
 */
export function stepStart(step: number): number {
  return step === 0 ? 0 : 10 ** (step / STEPS_PER_TENFOLD)
}

/** Position of a time on the axis, in steps and fractions of a step. */
export function stepOf(milliseconds: number): number {
  return Math.min(AXIS_STEPS, STEPS_PER_TENFOLD * Math.log10(Math.max(1, milliseconds)))
}

/** Packs outcome numbers, two recipients per byte, the first in the low half. */
export function packStates(states: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(Math.ceil(states.length / 2))
  for (let index = 0; index < states.length; index += 1) {
    const nibble = (states[index] ?? 0) & 15
    const at = index >> 1
    packed[at] = (packed[at] ?? 0) | (index % 2 === 0 ? nibble : nibble << 4)
  }
  return packed
}

export function unpackStates(packed: ArrayLike<number>, recipients: number): Uint8Array<ArrayBuffer> {
  const states = new Uint8Array(recipients)
  for (let index = 0; index < recipients; index += 1) {
    const byte = packed[index >> 1] ?? 0
    states[index] = index % 2 === 0 ? byte & 15 : byte >> 4
  }
  return states
}

const BYTES_PER_CHANGE = 4

/** Packs changed outcomes, four bytes per recipient, little endian: the index times 16 plus the outcome's number. */
export function packChanges(indices: readonly number[], states: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(indices.length * BYTES_PER_CHANGE)
  const view = new DataView(packed.buffer)
  for (const [place, index] of indices.entries())
    view.setUint32(place * BYTES_PER_CHANGE, index * 16 + (states[index] ?? 0), true)
  return packed
}

/** Applies the changes of a frame to the states. */
export function applyChanges(states: Uint8Array, packed: Uint8Array): void {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  for (let at = 0; at + BYTES_PER_CHANGE <= packed.byteLength; at += BYTES_PER_CHANGE) {
    const change = view.getUint32(at, true)
    states[change >>> 4] = change & 15
  }
}
