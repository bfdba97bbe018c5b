/** The server's time less this page's monotonic clock, in ms; `undefined` until the server told its time. */
let base: number | undefined

/** The server said that it is `now` (Unix ms). */
export function noteServerTime(now: number): void {
  if (Number.isFinite(now)) base = now - performance.now()
}

/** The server's time, Unix ms: the browser's own clock may be days off. */
export function serverNow(): number {
  return base === undefined ? Date.now() : base + performance.now()
}
