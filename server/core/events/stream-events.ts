import { LIMITS } from '#protocol'
import type { EventType } from '#protocol/event-types.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { isGranted } from '../server-applications/grants.ts'
import { isInScope, mayUseToken } from '../server-applications/key-scope.ts'
import type { ApiKey } from '../store.ts'
import type { StoredEvent } from './event-store.ts'

/** `idle`: nothing happened for a while. `gap`: the events between these places are not kept any more. */
export type StreamItem =
  | { kind: 'event'; event: StoredEvent }
  | { kind: 'gap'; from: number; to: number }
  | { kind: 'idle' }

type Input = {
  /** Authenticates the key, again and again while the stream is open. Throws `unauthorized`. */
  authenticate: () => Promise<ApiKey>
  /** The last event that the reader has; unset: from now on. */
  lastEventId?: string | undefined
  /** Empty: every type. */
  types: readonly EventType[]
  signal: AbortSignal
}

/** Returns the id of an event in the stream. It names the epoch, because another epoch counts anew. */
export function streamEventId(epoch: string, position: number): string {
  return `${epoch}.${position}`
}

/**
 * Opens the events that the key may see, in order and without an end. From its first stream on, the events of its
 * applications are recorded, also while it does not read. Throws `invalid` for an id that is none, `unavailable` above
 * `LIMITS.eventStreams`.
 */
export async function streamEvents(ctx: Context, input: Input): Promise<AsyncGenerator<StreamItem>> {
  const key = await input.authenticate()
  const giveBack = ctx.events.streams.take([`key ${key.id}`])
  try {
    await keepReader(ctx, key)
    const begin = await findBegin(ctx, input.lastEventId)
    return readItems(ctx, { ...input, ...begin, key, giveBack })
  } catch (error) {
    giveBack()
    throw error
  }
}

async function keepReader(ctx: Context, { id, grants }: ApiKey): Promise<void> {
  const endsAt = ctx.clock.now() + LIMITS.eventsKeptSeconds * 1000
  await ctx.events.store.keepReader({ apiKeyId: id, grants, endsAt })
}

type Begin = { after: number; gap?: StreamItem }

async function findBegin(ctx: Context, lastEventId: string | undefined): Promise<Begin> {
  const { first, last } = await ctx.events.store.readRange()
  if (lastEventId === undefined) return { after: last }
  const [, epoch, digits] = /^([\w-]{1,64})\.(\d{1,15})$/.exec(lastEventId) ?? []
  if (epoch === undefined)
    throw new AoiError('invalid', 'Last-Event-ID: must be the id of an event of this stream')
  // After a restore from a backup nobody knows which events the reader has: it gets all that are kept.
  const had = epoch === ctx.store.epoch ? Math.min(Number(digits), last) : 0
  if (had >= first - 1) return { after: had }
  return { after: first - 1, gap: { kind: 'gap', from: had + 1, to: first - 1 } }
}

async function* readItems(
  ctx: Context,
  input: Input & Begin & { key: ApiKey; giveBack: () => void },
): AsyncGenerator<StreamItem> {
  const { authenticate, types, signal, gap, giveBack } = input
  const { tail } = ctx.events
  const later = () => ctx.clock.monotonic() + LIMITS.streamCommentSeconds * 1000
  let { after, key } = input
  let checkAt = later()
  let commentAt = later()
  try {
    if (gap !== undefined) yield gap
    while (!signal.aborted && !tail.isEnded) {
      if (ctx.clock.monotonic() >= checkAt) {
        key = await authenticate()
        await keepReader(ctx, key)
        checkAt = later()
      }
      const events = await tail.read(after)
      for (const event of events) {
        after = event.position
        if (!isVisible(key, event) || (types.length > 0 && !types.includes(event.type))) continue
        yield { kind: 'event', event }
        commentAt = later()
      }
      if (ctx.clock.monotonic() >= commentAt) {
        yield { kind: 'idle' }
        commentAt = later()
      }
      if (events.length === 0) await tail.wait(signal)
    }
  } finally {
    giveBack()
  }
}

/** Returns whether the key may see the event. A limit to topics hides notifications alone. */
function isVisible(key: ApiKey, { applicationName, type, data }: StoredEvent): boolean {
  if (!isGranted(key.grants, applicationName)) return false
  if (key.tokens === undefined && key.topics === undefined) return true
  // A finding is about no token.
  if (type.startsWith('finding.')) return false
  const { clientAppToken, topic } = JSON.parse(data) as { clientAppToken: string; topic?: string }
  return type.startsWith('notification.')
    ? isInScope(key, { applicationName, clientAppToken, topic })
    : mayUseToken(key, clientAppToken)
}
