import { type Display, readDisplay } from '#protocol/display.ts'
import { textOf } from '../demo/text-of.ts'

/** The part of a message that the inbox shows. All of it is text that the sender chose. */
export type MessageContent = Omit<Display, 'title' | 'icon' | 'data'> & {
  /** Missing for a payload that is not a display payload: its text is the body. */
  title?: string
}

/** Reads the text of a message: a display payload, or any other JSON or text. `null`: a message without a body. */
export function readContent(text: string | null): MessageContent {
  if (text === null) return {}
  const display = readDisplay(findJson(text))
  if (display === undefined) return { body: textOf(text) }
  const { icon: _icon, data: _data, ...content } = display
  return content
}

function findJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
