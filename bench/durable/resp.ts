/**
 * Walks over one reply of Redis (RESP 2), and calls `onText` with each text in it, and with an error as it came. Returns
 * the end of the reply, if it is complete.
 */
export function walkReply(bytes: string, at: number, onText: (text: string) => void): number | undefined {
  const lineEnd = bytes.indexOf('\r\n', at)
  if (lineEnd < 0) return undefined
  const next = lineEnd + 2
  const kind = bytes[at]
  const count = Number(bytes.slice(at + 1, lineEnd))
  if (kind === '-') onText(bytes.slice(at, lineEnd))
  if (kind === '*') return walkItems(bytes, { at: next, count, onText })
  if (kind !== '$' || count < 0) return next
  const end = next + count + 2
  if (end > bytes.length) return undefined
  onText(bytes.slice(next, end - 2))
  return end
}

function walkItems(
  bytes: string,
  { at, count, onText }: { at: number; count: number; onText: (text: string) => void },
): number | undefined {
  let next: number | undefined = at
  for (let item = 0; item < count && next !== undefined; item += 1) next = walkReply(bytes, next, onText)
  return next
}

/** Returns a command of Redis. */
export function command(...words: readonly (string | number)[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`)
  return `*${words.length}\r\n${parts.join('')}`
}
