import { readDisplay } from '#protocol/display.ts'

/**
 * Returns the text that a phone shows: title and text of a payload for a person, a JSON string, the `text` of a JSON
 * object, or else the message as it is.
 */
export function textOf(message: string): string {
  const payload = findJson(message)
  if (typeof payload === 'string') return payload
  const display = readDisplay(payload)
  if (display !== undefined) return [display.title, display.body].filter(Boolean).join(': ')
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
