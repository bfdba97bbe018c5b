import { z } from 'zod'

const encoder = new TextEncoder()

/** Length of `text` in bytes of UTF-8. */
export function utf8Bytes(text: string): number {
  return encoder.encode(text).byteLength
}

/** True if `text` has no lone surrogate, so that its UTF-8 form is unambiguous. */
export function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text)
}

/** A well-formed string of `min` to `max` bytes of UTF-8. */
export function textSchema(min: number, max: number) {
  return z
    .string()
    .refine(isWellFormed, { error: 'must not contain a lone surrogate' })
    .refine((text) => utf8Bytes(text) >= min && utf8Bytes(text) <= max, {
      error: `must be ${min} to ${max} bytes of UTF-8`,
    })
}

/** The same for stored text: without U+0000, which PostgreSQL's text cannot hold. */
export function storedTextSchema(min: number, max: number) {
  return textSchema(min, max).refine((text) => !text.includes('\u0000'), { error: 'must not contain U+0000' })
}

/** A name that an operator gives, in Unicode NFC: two spellings of one name are one name. */
export function nameSchema(max: number) {
  return storedTextSchema(1, max).overwrite((name) => name.normalize('NFC'))
}

/** A name that people read among others: also without control characters, which could change how those look. */
export function shownNameSchema(max: number) {
  return nameSchema(max).refine((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), {
    error: 'must not contain control characters',
  })
}
