import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { DashboardError } from './dashboard-error.ts'
import { isServerThere } from './open-page.ts'

/** The time limit of a request: `signal` aborts the request, and `stop` ends the limit. */
export type Patience = { signal: AbortSignal; stop: () => void }

/**
 * Starts the time limit of an act. An act on many rows may take minutes, so the page checks every
 * `PAGE_LIMITS.dashboardActSeconds` whether the server answers. It aborts the act if the server does not, or after
 * `PAGE_LIMITS.dashboardActSecondsMax`.
 */
export function beginAct(): Patience {
  const given = new AbortController()
  const wait = () => setTimeout(() => void look(), PAGE_LIMITS.dashboardActSeconds * 1000)
  let timer: ReturnType<typeof wait> | undefined = wait()
  let waited = 0

  async function look() {
    waited += PAGE_LIMITS.dashboardActSeconds
    const isThere = await isServerThere()
    if (timer === undefined) return
    if (isThere && waited < PAGE_LIMITS.dashboardActSecondsMax) timer = wait()
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

/** Starts the time limit of a read: `PAGE_LIMITS.dashboardReadSeconds`. */
export function beginRead(): Patience {
  return { signal: AbortSignal.timeout(PAGE_LIMITS.dashboardReadSeconds * 1000), stop: () => undefined }
}
