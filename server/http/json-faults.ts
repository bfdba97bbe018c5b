import { endOfString } from '#protocol'

const QUOTE = 0x22

/**
 * Finds a fault that `JSON.parse` accepts and this server refuses. Faults are nesting deeper than `depth`, an element
 * named twice (two readers may use different values), and an element named `__proto__`. `text` must be valid JSON.
 * Returns a sentence without any value, or `undefined` if there is no fault.
 */
export function findJsonFault(text: string, depth: number): string | undefined {
  const open: (Set<string> | undefined)[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at)
    if (character === QUOTE) {
      const end = endOfString(text, at)
      const names = open.at(-1)
      const fault =
        names !== undefined && isName(text, end) ? findNameFault(names, text.slice(at, end)) : undefined
      if (fault !== undefined) return fault
      at = end - 1
    } else if (character === 0x7b || character === 0x5b) {
      open.push(character === 0x7b ? new Set() : undefined)
      if (open.length > depth) return `must not be nested deeper than ${depth} levels`
    } else if (character === 0x7d || character === 0x5d) {
      open.pop()
    }
  }
  return undefined
}

function isName(text: string, end: number): boolean {
  let at = end
  while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at += 1
  return text.charAt(at) === ':'
}

function findNameFault(names: Set<string>, quoted: string): string | undefined {
  const name = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
  if (name === '__proto__') return 'must not have an element named __proto__'
  if (names.has(name)) return `must not name the element ${JSON.stringify(name.slice(0, 64))} twice`
  names.add(name)
  return undefined
}
