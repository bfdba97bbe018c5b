/** What rings: the text of JSON that has one, JSON that has none as it is, and what is no JSON too. */
export function textOf(message: string): string {
  const payload = findJson(message)
  if (typeof payload === 'string') return payload
  const { text } = (payload ?? {}) as { text?: unknown }
  return typeof text === 'string' ? text : message
}

function findJson(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}
