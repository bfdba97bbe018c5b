import type { GapReason } from '#protocol'
import type { LogEntry } from '../store.ts'

/** What one step of a delivery sends: a run of notifications, or a run that will never come. */
export type Step =
  | { kind: 'notification'; entry: LogEntry }
  | { kind: 'gap'; fromSeq: number; toSeq: number; reason: GapReason }

/** How long "now" lasts for a notification with TTL 0: a fan-out to very many members takes a while. */
const NOW_OR_NEVER_MILLISECONDS = 2000

export type PlanInput = {
  /** Rows of the log with `afterSeq < seq ≤ upToSeq`, ascending; missing ones were compacted away. */
  entries: readonly LogEntry[]
  afterSeq: number
  upToSeq: number
  now: number
  /** Announced just now, not read back: what is due now or never (TTL 0) is still due. */
  hot: boolean
  /** Whom it is for. Of no account where all entries are meant for every member, as hot ones are. */
  registrationId?: number
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
  // What it has of the first sending stands in the place of this one.
  if (entry.meantFor?.has(input.registrationId ?? 0) === false) return 'replaced'
  const graceMilliseconds = input.hot && entry.expiresAt === entry.acceptedAt ? NOW_OR_NEVER_MILLISECONDS : 0
  return entry.expiresAt + graceMilliseconds <= input.now ? 'expired' : undefined
}

function addGap(steps: Step[], gap: { fromSeq: number; toSeq: number; reason: GapReason }): void {
  const last = steps.at(-1)
  if (last?.kind === 'gap' && last.reason === gap.reason) last.toSeq = gap.toSeq
  else steps.push({ kind: 'gap', ...gap })
}
