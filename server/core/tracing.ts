import { readTraceparent, writeTraceparent } from '#protocol'
import type { Listener } from './announcement.ts'
import type { NewNotification } from './store.ts'

/** A request that submits notifications: its method and route, and the header `traceparent`. */
export type TracedRequest = { name: string; method: string; route: string; traceparent: string | undefined }

/** The spans of one submission. Every call is cheap, and none throws. */
export interface SubmissionSpans {
  /** The notifications that the request submits. Called once for each transaction. */
  submits(notifications: readonly Pick<NewNotification, 'id'>[]): void
  /** The group commit with this number of submissions has begun. A second call begins it again. */
  commitBegins(submissions: number): void
  commitEnds(): void
  /** The request has its answer. */
  end(status: number): void
}

/** The trace of one submission. */
export type SubmissionTrace = {
  /** For the notifications, so that their recipients continue the trace. Undefined: nobody traces them. */
  readonly traceparent: string | undefined
  /** Undefined unless this server records the trace. */
  readonly spans: SubmissionSpans | undefined
}

/** A round over the members of a token that are connected here. */
export type FanOutRound = { tokenId: number; headSeq: number; members: number; milliseconds: number }

/** Traces the way of a notification: submission, commit, fan-out and acknowledgements. */
export interface Tracing {
  begin(request: TracedRequest): SubmissionTrace
  /** Undefined if this server records no traces. */
  readonly fannedOut?: (round: FanOutRound) => void
  /** Hears of commits before the hub does, and of acknowledgements. Undefined if this server records no traces. */
  readonly onAnnouncement?: Listener
  /** Exports the spans that wait, for a limited time. Never rejects. */
  close(): Promise<void>
}

export const NOT_TRACED: SubmissionTrace = { traceparent: undefined, spans: undefined }

/** Returns the trace of the sender as it came, so that the recipients continue it. */
export function passOn(traceparent: string | undefined): SubmissionTrace {
  const context = readTraceparent(traceparent)
  return context === undefined ? NOT_TRACED : { traceparent: writeTraceparent(context), spans: undefined }
}

/** Of a server that records no traces. */
export const PASS_TRACES_ON: Tracing = {
  begin: ({ traceparent }) => passOn(traceparent),
  close: async () => {},
}
