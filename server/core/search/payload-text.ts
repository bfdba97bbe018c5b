import { LIMITS } from '#protocol'
import { isMarked, readDisplay } from '#protocol/display.ts'
import { findJson, titleIn } from '#protocol/payload-title.ts'

/** The parts of a payload that people read. `text` is cut at `LIMITS.textIndexCharacters`. */
export type PayloadText = { title: string; text: string }

const GLUE = ' · '

/**
 * Returns the title and the text of a payload: title and body of one for a person, otherwise the strings of its JSON,
 * those of the outer levels first. A payload that is no JSON has none.
 */
export function readPayloadText(payload: string): PayloadText {
  const json = findJson(payload)
  const display = isMarked(json) ? readDisplay(json) : undefined
  const title = titleIn(json) ?? ''
  const texts = display === undefined ? stringsIn(json, title) : [display.body ?? '']
  return { title: cut(title), text: cut(texts.filter((text) => text !== '').join(GLUE)) }
}

/** Returns the strings in JSON without its title, level by level: `LIMITS.textIndexStrings` at most. */
function stringsIn(json: unknown, title: string): string[] {
  const found: string[] = []
  let level: unknown[] = [json]
  while (level.length > 0 && found.length < LIMITS.textIndexStrings) {
    found.push(...level.filter((value) => typeof value === 'string').filter((text) => text !== title))
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    )
  }
  return found.slice(0, LIMITS.textIndexStrings)
}

function cut(text: string): string {
  return [...text.slice(0, 2 * LIMITS.textIndexCharacters)].slice(0, LIMITS.textIndexCharacters).join('')
}
