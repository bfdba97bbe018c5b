import { type PushSocketMessage, pushSocketMessageSchema } from '#protocol'

/** What a browser said; `undefined` when it is not to be understood. */
export function readMessage(text: string | undefined): PushSocketMessage | undefined {
  if (text === undefined) return undefined
  if (text === '{}') return { messageType: 'ping' }
  const parsed = pushSocketMessageSchema.safeParse(findJson(text))
  return parsed.success ? parsed.data : undefined
}

/** Stock clients write `null` for an element that they leave out. */
function findJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, value) => value ?? undefined)
  } catch {
    return undefined
  }
}
