import type { Template as Parsed } from 'liquidjs'
import { AoiError, isAoiError } from '../../../errors.ts'
import { type Fields, isFields, textOf } from '../reading/fields.ts'
import { parseJson } from '../reading/read-body.ts'
import { TemplateEngine } from './template-engine.ts'

/** The fields of a notification that a template may have. */
export const TEMPLATE_FIELDS = [
  'title',
  'body',
  'navigate',
  'icon',
  'lang',
  'silent',
  'tag',
  'topic',
  'urgency',
  'ttlSeconds',
  'idempotencyKey',
] as const
export type TemplateField = (typeof TEMPLATE_FIELDS)[number]
export type RenderedFields = Partial<Record<TemplateField, string>>

const CHARACTERS_MAX = 8192
const PLACEHOLDERS_MAX = 100
const WORDS_MAX = 600
const PLACEHOLDER = /\{\{.*?\}\}|\{%.*?%\}/gs
/** A name, number or sign of a placeholder. */
const WORD = /[\w-]+|[^\s\w]/g

type ParsedTemplate = { engine: TemplateEngine; fields: [TemplateField, Parsed[]][] }

/** Reads a template: JSON text with one Liquid text for each field. Throws `invalid`, naming the field. */
export function parseTemplate(template: string): ParsedTemplate {
  checkExtent(template)
  const json = parseJson(template, 'template')
  if (!isFields(json))
    throw new AoiError('invalid', 'template: must be a JSON object with a text for each field')
  const engine = new TemplateEngine()
  const fields = Object.entries(json).map(([name, text]): [TemplateField, Parsed[]] => {
    const field = TEMPLATE_FIELDS.find((known) => known === name)
    if (field === undefined)
      throw new AoiError('invalid', `template: may have the fields ${TEMPLATE_FIELDS.join(', ')}`)
    return [field, namingField(field, () => engine.parse(textOf(text) ?? ''))]
  })
  return { engine, fields }
}

/** To parse and to evaluate a template takes time for each placeholder and for each word in it. */
function checkExtent(template: string): void {
  if (template.length > CHARACTERS_MAX)
    throw new AoiError('invalid', `template: must have at most ${CHARACTERS_MAX} characters`)
  const starts = template.match(/\{[{%]/g)?.length ?? 0
  if (starts > PLACEHOLDERS_MAX)
    throw new AoiError('invalid', `template: must have at most ${PLACEHOLDERS_MAX} placeholders`)
  const words = (template.match(PLACEHOLDER) ?? []).flatMap((placeholder) => placeholder.match(WORD) ?? [])
  if (words.length > WORDS_MAX)
    throw new AoiError('invalid', `template: must have at most ${WORDS_MAX} words in its placeholders`)
}

/** Renders every field. Empty fields are left out. Throws `invalid` or `tooLarge`, naming the field. */
export function renderTemplate({ engine, fields }: ParsedTemplate, payload: unknown): RenderedFields {
  const scope: Fields = isFields(payload) ? payload : {}
  const rendered: RenderedFields = {}
  for (const [field, template] of fields) {
    const text = namingField(field, () => engine.render(template, scope, payload)).trim()
    if (text !== '') rendered[field] = text
  }
  return rendered
}

function namingField<Result>(field: TemplateField, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    const cause = (error as { originalError?: unknown }).originalError ?? error
    const code = isAoiError(cause) ? cause.code : 'invalid'
    throw new AoiError(code, `template.${field}: ${messageOf(isAoiError(cause) ? cause : error)}`)
  }
}

/** The first line: the others of LiquidJS repeat the template. */
function messageOf(error: unknown): string {
  return (
    (error instanceof Error ? error.message : 'cannot be rendered').split('\n', 1)[0]?.slice(0, 200) ?? ''
  )
}
