/** The server refused; `code` is `unreachable` when there is no answer, `stepUp` when it wants to know who asks. */
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
