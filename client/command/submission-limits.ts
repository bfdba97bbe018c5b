/** Limits of the retries of `aoi send`. Units are the last word of the name. */
export const SUBMISSION_LIMITS = {
  attempts: 5,
  backoffMilliseconds: 250,
  /** If the server asks for a longer wait, `aoi send` gives up. */
  waitMaxMilliseconds: 30_000,
  answerMilliseconds: 30_000,
  /** Greatest answer of the server. */
  answerBytes: 65_536,
  /** Of standard input; the server's own limit is far lower. */
  inputBytes: 1_048_576,
} as const
