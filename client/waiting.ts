import type { WaitOptions } from './aoi-client.ts'
import { AoiClientError } from './aoi-client-error.ts'
import type { ClientClock } from './clock.ts'

/** Runs with a signal that is aborted by the caller's signal or after `timeoutMs`, and rejects at once when it is. */
export async function withWait<Result>(
  { wait, clock }: { wait: WaitOptions; clock: ClientClock },
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  const abort = () => controller.abort(wait.signal?.reason)
  wait.signal?.addEventListener('abort', abort)
  if (wait.signal?.aborted) abort()
  const { timeoutMs } = wait
  const expire = () =>
    controller.abort(new AoiClientError('timeout', `no answer from the AOI Server in ${timeoutMs} ms`))
  const cancel = timeoutMs === undefined ? undefined : clock.after(timeoutMs, expire)
  try {
    return await orAborted(run(controller.signal), controller.signal)
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
