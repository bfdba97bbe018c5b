/**
 * The server refused a request, or did not answer it. `code` is `unreachable` or `timeout` without an answer, and
 * `stepUp` if the server requires a step-up.
 */
export class DashboardError extends Error {
  override readonly name = 'DashboardError'
  readonly code: string
  readonly desc: string
  /** HTTP status; 0 without an answer. */
  readonly status: number

  constructor(failure: { code: string; desc: string; status: number }) {
    super(failure.desc)
    this.code = failure.code
    this.desc = failure.desc
    this.status = failure.status
  }
}

/** Whether the server refused the request itself: a retry would not help. */
export function isRefusal(error: unknown): boolean {
  return error instanceof DashboardError && error.status >= 400 && error.status < 500
}

/** Whether the requested object does not exist, or no longer exists. */
export function isMissing(error: unknown): boolean {
  return error instanceof DashboardError && error.status === 404
}
