/** The exit code of every `aoi` command, from which a script decides its next step. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'done' },
  failed: { code: 1, meaning: 'failed: the message gives the reason' },
  usage: { code: 2, meaning: 'the command line is not valid' },
  unreachable: { code: 3, meaning: 'the server cannot be reached or is busy: try again' },
  refused: { code: 4, meaning: 'the server refused: another attempt will not help' },
  notAcknowledged: { code: 5, meaning: 'accepted, but not acknowledged by as many members as asked in time' },
} as const

export type FailureKind = Exclude<keyof typeof EXIT_CODES, 'ok'>
