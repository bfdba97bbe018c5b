/** Limits of `aoi send`. Units are the last word of the name. */
export const SUBMISSION_LIMITS = {
  /** Of standard input; the server's own limit is far lower. */
  inputBytes: 1_048_576,
} as const
