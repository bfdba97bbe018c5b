import type { GapReason } from '#protocol'
import type { LogEntry } from '../store.ts'
import { endsAt, isDueTo, type Recipient } from './now-or-never.ts'

/** What one step of a delivery sends: a run of notifications, or a run that will never come. */
export type Step =
  | { kind: 'notification'; entry: LogEntry }
  | { kind: 'gap'; fromSeq: number; toSeq: number; reason: GapReason }

export type PlanInput = {
  /** Rows of the log with `afterSeq < seq ≤ upToSeq`, ascending; missing ones were compacted away. */
  entries: readonly LogEntry[]
  afterSeq: number
  upToSeq: number
  now: number
  /** The member that it is for. Absent where all entries are for every member that stands at this place. */
  recipient?: Recipient
}

/**
 * Turns a piece of the log into steps that cover every seq of it exactly once, in order: each live notification, and
 * for the rest gaps, joined where they touch and have one reason.
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
  // What it has of the first sending stands in the place of this one.
  if (entry.meantFor?.has(recipient?.registrationId ?? 0) === false) return 'replaced'
  if (recipient !== undefined && !isDueTo(entry, recipient)) return 'expired'
  return endsAt(entry) <= input.now ? 'expired' : undefined
}

function addGap(steps: Step[], gap: { fromSeq: number; toSeq: number; reason: GapReason }): void {
  const last = steps.at(-1)
  if (last?.kind === 'gap' && last.reason === gap.reason) last.toSeq = gap.toSeq
  else steps.push({ kind: 'gap', ...gap })
}
