/** The server refused; `code` is `unreachable` or `timeout` when there is no answer, `stepUp` when it wants to know who asks. */
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

/** Whether the server refused the request itself: asking the same again is of no use. */
export function isRefusal(error: unknown): boolean {
  return error instanceof DashboardError && error.status >= 400 && error.status < 500
}

/** Whether there is nothing (any more) of what was asked for. */
export function isMissing(error: unknown): boolean {
  return error instanceof DashboardError && error.status === 404
}
