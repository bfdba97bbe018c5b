import type { Finding } from './check.ts'

type Input = {
  /** The time of another machine (Unix ms), if it is known. */
  other: number | undefined
  now: number
  /** Less difference is none. */
  milliseconds: number
  /** The name of the other machine. */
  name: string
}

/** Compares two clocks. */
export function findSkew({ other, now, milliseconds, name }: Input): Finding[] {
  if (other === undefined || Math.abs(now - other) <= milliseconds) return []
  const seconds = Math.round((now - other) / 1000)
  return [{ code: 'clockSkew', detail: `${seconds > 0 ? '+' : ''}${seconds} s against ${name}` }]
}
