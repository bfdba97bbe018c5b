import type { Log } from '../core/log.ts'
import type { Readiness } from './readiness.ts'

/** Returns a background step that logs when the server becomes ready, or stops being ready, with the reasons. */
export function watchReadiness(parts: {
  readiness: Pick<Readiness, 'check'>
  log: Log
}): () => Promise<void> {
  let logged = ''
  return async () => {
    const { ready, reasons } = await parts.readiness.check()
    const now = reasons.join('\n')
    if (now === logged) return
    logged = now
    if (ready) parts.log.info({ event: 'ready' }, 'the server is ready again')
    else parts.log.warn({ event: 'notReady', reasons }, 'the server is not ready')
  }
}
