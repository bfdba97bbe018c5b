import { readDisplay } from './display.ts'

const CHARACTERS = 100

/**
 * Returns a short title of a payload: that of a display payload, the `title`, `text` or `message` of any other JSON
 * object, or a JSON string. `undefined` for everything else, such as an encrypted body.
 */
export function payloadTitle(payload: string): string | undefined {
  const title = titleIn(findJson(payload))?.trim()
  if (title === undefined || title === '') return undefined
  const letters = [...title]
  return letters.length > CHARACTERS ? `${letters.slice(0, CHARACTERS).join('')}…` : title
}

/** The same of a parsed payload, with all its characters. */
export function titleIn(payload: unknown): string | undefined {
  if (typeof payload === 'string') return payload
  const display = readDisplay(payload)
  if (display !== undefined) return display.title
  if (typeof payload !== 'object' || payload === null) return undefined
  for (const name of ['title', 'text', 'message'])
    if (name in payload) {
      const value: unknown = Reflect.get(payload, name)
      if (typeof value === 'string') return value
    }
  return undefined
}

/** Returns the parsed JSON, or `undefined` for a text that is none. */
export function findJson(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}
