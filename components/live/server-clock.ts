/** The server's time minus this page's monotonic clock, in ms; `undefined` until the server reports its time. */
let base: number | undefined

/** Records the server's time, `now` (Unix ms). */
export function noteServerTime(now: number): void {
  if (Number.isFinite(now)) base = now - performance.now()
}

/** Returns the server's time, Unix ms: the browser's own clock may be days off. */
export function serverNow(): number {
  return base === undefined ? Date.now() : base + performance.now()
}
