/** Bytes that all tokens together may cache. */
export type CacheBudget = { bytes: number; readonly maxBytes: number }
