import type { Log } from '../core/log.ts'
import type { Readiness } from './readiness.ts'

/**
 * Returns a background step that logs when the server becomes ready, or stops being ready, with the reasons. `onState`
 * gets the same in a few words.
 */
export function watchReadiness(parts: {
  readiness: Pick<Readiness, 'check'>
  log: Log
  onState?: ((state: string) => void) | undefined
}): () => Promise<void> {
  let logged = ''
  return async () => {
    const { ready, reasons } = await parts.readiness.check()
    const now = reasons.join('\n')
    if (now === logged) return
    logged = now
    parts.onState?.(ready ? 'ready' : `not ready: ${reasons.join('; ')}`)
    if (ready) parts.log.info({ event: 'ready' }, 'the server is ready again')
    else parts.log.warn({ event: 'notReady', reasons }, 'the server is not ready')
  }
}
