/** How `aoi send` tries again. Units are the last word of the name. */
export const SUBMISSION_LIMITS = {
  attempts: 5,
  backoffMilliseconds: 250,
  /** A server that asks for a longer wait is left alone. */
  waitMaxMilliseconds: 30_000,
  answerMilliseconds: 30_000,
  /** Greatest answer of the server. */
  answerBytes: 65_536,
  /** Of standard input; the server's own limit is far lower. */
  inputBytes: 1_048_576,
} as const
