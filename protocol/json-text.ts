const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPENING = [0x7b, 0x5b]
const CLOSING = [0x7d, 0x5d]

/** A range of a text: `start` is the index of its first character, `end` the index after its last. */
export type TextRange = { start: number; end: number }

/**
 * Returns the range of the value of member `name` in the object that begins at `from`. Of duplicates, the last counts,
 * as in `JSON.parse`. `text` must be valid JSON from there on. `undefined`: no such member, or no object.
 */
export function findMember(
  text: string,
  { name, from = 0 }: { name: string; from?: number },
): TextRange | undefined {
  let found: TextRange | undefined
  for (const member of eachMember(text, from)) if (member.name === name) found = member.value
  return found
}

/** Yields the members of the object that begins at `from`, in their order; none if no object begins there. */
export function* eachMember(text: string, from = 0): Generator<{ name: string; value: TextRange }> {
  let at = skipSpace(text, from)
  if (text[at] !== '{') return
  at = skipSpace(text, at + 1)
  while (text.charCodeAt(at) === QUOTE) {
    const nameEnd = endOfString(text, at)
    const name = unquoted(text.slice(at, nameEnd))
    const start = skipSpace(text, skipSpace(text, nameEnd) + 1)
    const end = endOfValue(text, start)
    yield { name, value: { start, end } }
    at = skipSpace(text, end)
    if (text.charCodeAt(at) !== COMMA) return
    at = skipSpace(text, at + 1)
  }
}

/** Yields the ranges of the elements of the array that begins at `from`, in their order; none if no array begins there. */
export function* eachElement(text: string, from = 0): Generator<TextRange> {
  let at = skipSpace(text, from)
  if (text[at] !== '[') return
  at = skipSpace(text, at + 1)
  while (at < text.length && text[at] !== ']') {
    const end = endOfValue(text, at)
    yield { start: at, end }
    at = skipSpace(text, end)
    if (text.charCodeAt(at) !== COMMA) return
    at = skipSpace(text, at + 1)
  }
}

/**
 * Returns JSON without the white space between its tokens. Everything else stays as it was sent: numbers, escapes and
 * the order of members.
 */
export function compactJson(text: string): string {
  const kept: string[] = []
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) === QUOTE) at = endOfString(text, at) - 1
    else if (isSpace(text.charCodeAt(at))) {
      kept.push(text.slice(from, at))
      from = at + 1
    }
  }
  return from === 0 ? text : `${kept.join('')}${text.slice(from)}`
}

/** Returns the JSON of `object` with one more member. `text` is the member's value as JSON. */
export function joinJson(object: object, { name, text }: { name: string; text: string }): string {
  const json = JSON.stringify(object)
  const member = `${JSON.stringify(name)}:${text}`
  return json === '{}' ? `{${member}}` : `${json.slice(0, -1)},${member}}`
}

/** True if objects and arrays are nested more than `depth` deep. Brackets in strings do not count. */
export function isDeeperThan(text: string, depth: number): boolean {
  let open = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    if (character === QUOTE) at = endOfString(text, at) - 1
    else if (OPENING.includes(character)) {
      open += 1
      if (open > depth) return true
    } else if (CLOSING.includes(character)) open -= 1
  }
  return false
}

function endOfValue(text: string, start: number): number {
  if (text.charCodeAt(start) === QUOTE) return endOfString(text, start)
  let open = 0
  for (let at = start; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    if (character === QUOTE) at = endOfString(text, at) - 1
    else if (OPENING.includes(character)) open += 1
    else if (CLOSING.includes(character)) {
      if (open === 0) return at
      open -= 1
      if (open === 0) return at + 1
    } else if (open === 0 && (character === COMMA || isSpace(character))) return at
  }
  return text.length
}

/** Returns the index after the closing quote of the string that begins at `start`. */
export function endOfString(text: string, start: number): number {
  // The search of the engine reads many characters at once.
  let end = text.indexOf('"', start + 1)
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end < 0 ? text.length : end + 1
}

function isEscaped(text: string, at: number): boolean {
  let first = at
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1
  return (at - first) % 2 === 1
}

function unquoted(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1)
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at += 1
  return at
}

function isSpace(character: number): boolean {
  return character === 0x20 || character === 0x0a || character === 0x0d || character === 0x09
}
