import type { ClientClock } from '../clock.ts'
import { retryDelay } from '../retry-delay.ts'
import { pause } from '../waiting.ts'
import type { ConnectedApp } from './connector-call.ts'
import type { BusRequest, SessionBus } from './session-bus.ts'
import { BusCallFailed } from './session-bus.ts'
import { UNIFIED_PUSH_LIMITS } from './unified-push-limits.ts'

export type BusWorld = { bus: SessionBus; clock: ClientClock; random: () => number }

type Reach = {
  app: ConnectedApp
  request: BusRequest
  signal: AbortSignal
  /** Called when the app cannot be reached. Returns false to give up. */
  goesOn: (attempt: number) => boolean
}

/**
 * Calls an app until its method has returned; the bus starts an app that is not running. An app that cannot be reached
 * is called again after growing pauses, and as soon as it takes its name. Rejects with `BusCallFailed` if the app
 * answers with an error or ends during the call, and with the signal's reason.
 */
export async function reachApp(world: BusWorld, { app, request, signal, goesOn }: Reach): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await callApp(world, { app, request, signal })
      return
    } catch (error) {
      if (!(error instanceof BusCallFailed) || error.wasReached) throw error
      if (!goesOn(attempt)) return
      await pauseUntilAppeared(world, { app, attempt, signal })
    }
  }
}

/** Apps of version 1 need not reply. Most do; of the others, a message on the bus is all that can be known. */
async function callApp(
  { bus, clock }: BusWorld,
  { app, request, signal }: Pick<Reach, 'app' | 'request' | 'signal'>,
): Promise<void> {
  const called = bus.call(request, signal)
  if (app.version === 2) return void (await called)
  const replied = new AbortController()
  const milliseconds = UNIFIED_PUSH_LIMITS.silentReplyMilliseconds
  const silent = pause(clock, { milliseconds, signal: AbortSignal.any([signal, replied.signal]) })
  try {
    await Promise.race([called, silent])
    signal.throwIfAborted()
  } finally {
    replied.abort()
  }
}

async function pauseUntilAppeared(
  { bus, clock, random }: BusWorld,
  { app, attempt, signal }: { app: ConnectedApp; attempt: number; signal: AbortSignal },
): Promise<void> {
  const appeared = new AbortController()
  const stop = bus.onAppeared((name) => {
    if (name === app.service) appeared.abort()
  })
  const milliseconds = retryDelay({
    attempt,
    random: random(),
    baseMilliseconds: UNIFIED_PUSH_LIMITS.backoffMilliseconds,
    maxMilliseconds: UNIFIED_PUSH_LIMITS.backoffMaxMilliseconds,
  })
  await pause(clock, { milliseconds, signal: AbortSignal.any([signal, appeared.signal]) })
  stop()
  signal.throwIfAborted()
}
