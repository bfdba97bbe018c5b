import { type PushSocketMessage, pushSocketMessageSchema } from '#protocol'

/** Parses a message of a browser. Returns `undefined` if it is not valid. */
export function readMessage(text: string | undefined): PushSocketMessage | undefined {
  if (text === undefined) return undefined
  if (text === '{}') return { messageType: 'ping' }
  const parsed = pushSocketMessageSchema.safeParse(findJson(text))
  return parsed.success ? parsed.data : undefined
}

/** Drops `null` elements: stock clients write `null` for an element that they leave out. */
function findJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, value) => value ?? undefined)
  } catch {
    return undefined
  }
}
