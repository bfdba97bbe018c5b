import type { GapReason } from '#protocol'
import type { LogEntry } from '../store.ts'
import { endsAt, isDueTo, type Recipient } from './now-or-never.ts'

/** One step of a delivery: a notification, or a run of seqs that will never come. */
export type Step =
  | { kind: 'notification'; entry: LogEntry }
  | { kind: 'gap'; fromSeq: number; toSeq: number; reason: GapReason }

export type PlanInput = {
  /** Rows of the log with `afterSeq < seq ≤ upToSeq`, ascending; missing ones were compacted away. */
  entries: readonly LogEntry[]
  afterSeq: number
  upToSeq: number
  now: number
  /** The member of the plan. Absent if all entries are for every member at this position. */
  recipient?: Recipient
}

/**
 * Turns a piece of the log into steps that cover each seq exactly once, in order. Live notifications become steps of
 * their own; the rest become gaps, and adjacent gaps with one reason are joined.
 */
export function planDelivery(input: PlanInput): Step[] {
  const steps: Step[] = []
  let seq = input.afterSeq
  for (const entry of input.entries) {
    if (entry.seq > seq + 1) addGap(steps, { fromSeq: seq + 1, toSeq: entry.seq - 1, reason: 'expired' })
    const reason = gapReason(entry, input)
    if (reason === undefined) steps.push({ kind: 'notification', entry })
    else addGap(steps, { fromSeq: entry.seq, toSeq: entry.seq, reason })
    seq = entry.seq
  }
  if (seq < input.upToSeq) addGap(steps, { fromSeq: seq + 1, toSeq: input.upToSeq, reason: 'expired' })
  return steps
}

function gapReason(entry: LogEntry, input: PlanInput): GapReason | undefined {
  if (entry.state !== 'live') return entry.state
  const { recipient } = input
  // Sent again, and not to this recipient.
  if (entry.meantFor?.has(recipient?.registrationId ?? 0) === false) return 'replaced'
  if (recipient !== undefined && !isDueTo(entry, recipient)) return 'expired'
  return endsAt(entry) <= input.now ? 'expired' : undefined
}

function addGap(steps: Step[], gap: { fromSeq: number; toSeq: number; reason: GapReason }): void {
  const last = steps.at(-1)
  if (last?.kind === 'gap' && last.reason === gap.reason) last.toSeq = gap.toSeq
  else steps.push({ kind: 'gap', ...gap })
}
