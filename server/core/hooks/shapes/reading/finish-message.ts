import { LIMITS } from '#protocol'
import { definedOnly } from '#protocol/defined-only.ts'
import { DISPLAY_MARK, type Display } from '#protocol/display.ts'
import { utf8Bytes } from '#protocol/text.ts'
import { AoiError } from '../../../errors.ts'
import type { HookMessage, HookSettings, ShapeResult } from '../shape.ts'

type Optional<Type> = { [Name in keyof Type]?: Type[Name] | undefined }

/** A message under construction: every member may be undefined. An empty title becomes the name of the hook. */
export type MessageDraft = Optional<Omit<HookMessage, 'display'>> & { display: Optional<Display> }

const LONE_SURROGATE = /\p{Surrogate}/gu
/** C0 and DEL without tab and line breaks: PostgreSQL refuses U+0000, and a terminal obeys the others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finds exactly these
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/**
 * Returns the message with clean text, a title and a valid TTL. Throws `tooLarge` if the payload exceeds
 * `payloadBytes`: nothing is cut silently.
 */
export function finishMessage({ display, ...rest }: MessageDraft, settings: HookSettings): ShapeResult {
  const title = [display.title, settings.name].map((text) => text?.trim()).find(Boolean) ?? 'Notification'
  const clean = cleanDeep({ ...display, title }) as Display
  checkSize(clean)
  const ttlSeconds = rest.ttlSeconds === undefined ? undefined : boundTtl(rest.ttlSeconds)
  const message = { ...definedOnly({ ...rest, ttlSeconds }), display: clean }
  return { kind: 'message', message }
}

function checkSize(display: Display): void {
  const bytes = utf8Bytes(JSON.stringify({ web_push: DISPLAY_MARK, notification: display }))
  if (bytes <= LIMITS.payloadBytes) return
  const { payloadBytes } = LIMITS
  throw new AoiError(
    'tooLarge',
    `the message: title, text and links must be at most ${payloadBytes} bytes together`,
  )
}

/** A longer time than the server keeps is the longest that it keeps. */
function boundTtl(seconds: number): number {
  return Math.min(Math.max(Math.trunc(seconds), 0), LIMITS.ttlSecondsMax)
}

/** Returns a copy without undefined members, and with U+FFFD for characters that no text may have. */
function cleanDeep(display: Optional<Display>): unknown {
  return JSON.parse(JSON.stringify(display), (_, value: unknown) =>
    typeof value === 'string' ? cleanText(value) : value,
  )
}

/** Returns the text with U+FFFD for control characters and lone surrogates. */
export function cleanText(text: string): string {
  return text.replace(LONE_SURROGATE, '\uFFFD').replace(CONTROL, '\uFFFD')
}
