import { AoiClientError } from './aoi-client-error.ts'
import type { ClientClock } from './clock.ts'
import type { WaitOptions } from './wait-options.ts'

/** How long a caller waits, and the latest reason for the wait. */
export type Patience = { readonly signal: AbortSignal; why?: string | undefined }

/**
 * Runs with a signal that the caller's signal or `timeoutMs` aborts, and rejects at once when it aborts. A timeout
 * error names the last reason that `run` noted in its `Patience`.
 */
export async function withWait<Result>(
  { wait, clock }: { wait: WaitOptions; clock: ClientClock },
  run: (patience: Patience) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  const abort = () => controller.abort(wait.signal?.reason)
  wait.signal?.addEventListener('abort', abort)
  if (wait.signal?.aborted) abort()
  const { timeoutMs } = wait
  const patience: Patience = { signal: controller.signal }
  const expire = () => {
    const why = patience.why === undefined ? '' : `: ${patience.why}`
    controller.abort(
      new AoiClientError(
        'timeout',
        `the AOI Server did not complete the request within ${timeoutMs} ms${why}`,
      ),
    )
  }
  const cancel = timeoutMs === undefined ? undefined : clock.after(timeoutMs, expire)
  try {
    return await orAborted(run(patience), controller.signal)
  } finally {
    cancel?.()
    wait.signal?.removeEventListener('abort', abort)
  }
}

/** The promise, or a rejection with the signal's reason as soon as it is aborted. */
export function orAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** Settles after `milliseconds`, or as soon as the signal is aborted. */
export function pause(
  clock: ClientClock,
  { milliseconds, signal }: { milliseconds: number; signal: AbortSignal },
) {
  return new Promise<void>((resolve) => {
    if (signal.aborted) return resolve()
    const cancel = clock.after(milliseconds, done)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
