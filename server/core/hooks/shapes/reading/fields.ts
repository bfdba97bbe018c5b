/** A JSON object of a stranger: any member may be missing or of any type. */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns the own member `name` of `value`, if it is an object that has one. */
export function memberOf(value: unknown, name: string): unknown {
  return isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** Returns the member at the end of a path, such as `repository.full_name`. */
export function memberAt(value: unknown, path: string): unknown {
  return path.split('.').reduce(memberOf, value)
}

/** Returns a text, number or boolean as trimmed text; undefined for all others and for empty text. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** Returns the text at the end of a path. */
export function textAt(value: unknown, path: string): string | undefined {
  return textOf(memberAt(value, path))
}

/** Returns the array, or an empty one for all other values. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Returns the number of a number or of digits; undefined for all others. */
export function numberOf(value: unknown): number | undefined {
  const text = textOf(value)
  if (text === undefined || typeof value === 'boolean' || !/^[+-]?\d+(\.\d+)?$/.test(text)) return undefined
  return Number(text)
}
