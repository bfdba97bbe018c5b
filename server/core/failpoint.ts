/** Named points at which fault tests stop the process. Production passes no failpoint, so nothing can switch one on. */
export type FailpointName =
  | 'append.begun'
  | 'append.inserted'
  | 'append.committed'
  | 'submission.answered'
  | 'fanout.begun'
  | 'cursors.acked'
  | 'cursors.begun'

export type Failpoint = (name: FailpointName) => Promise<void> | void
