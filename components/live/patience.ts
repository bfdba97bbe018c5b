import { LIMITS } from '#protocol/limits.ts'
import { DashboardError } from './dashboard-error.ts'
import { isServerThere } from './open-page.ts'

/** The time limit of a request: `signal` aborts the request, and `stop` ends the limit. */
export type Patience = { signal: AbortSignal; stop: () => void }

/**
 * Starts the time limit of an act. An act on many rows may take minutes, so the page checks every
 * `LIMITS.dashboardActSeconds` whether the server answers. It aborts the act if the server does not, or after
 * `LIMITS.dashboardActSecondsMax`.
 */
export function beginAct(): Patience {
  const given = new AbortController()
  const wait = () => setTimeout(() => void look(), LIMITS.dashboardActSeconds * 1000)
  let timer: ReturnType<typeof wait> | undefined = wait()
  let waited = 0

  async function look() {
    waited += LIMITS.dashboardActSeconds
    const isThere = await isServerThere()
    if (timer === undefined) return
    if (isThere && waited < LIMITS.dashboardActSecondsMax) timer = wait()
    else given.abort(new DashboardError({ code: 'noAnswer', desc: 'The act got no answer.', status: 0 }))
  }

  return {
    signal: given.signal,
    stop: () => {
      clearTimeout(timer)
      timer = undefined
    },
  }
}

/** Starts the time limit of a read: `LIMITS.dashboardReadSeconds`. */
export function beginRead(): Patience {
  return { signal: AbortSignal.timeout(LIMITS.dashboardReadSeconds * 1000), stop: () => undefined }
}
