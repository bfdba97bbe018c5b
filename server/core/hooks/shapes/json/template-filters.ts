import { memberOf } from '../reading/fields.ts'
import type { WorkBudget } from './work-budget.ts'

type Filter = (value: unknown, ...options: unknown[]) => unknown

/** The work to make one element of an array, in characters. */
const ELEMENT_WORK = 4
const TRUNCATE_CHARACTERS = 50

/**
 * Returns the filters of a template. They are fewer than those of LiquidJS, and each charges its work before it does it,
 * so that no chain of filters and no input takes longer than the budget.
 */
export function templateFilters(budget: WorkBudget): Record<string, Filter> {
  const text = (value: unknown) => budget.textOf(value)
  return {
    default: (value, other) => (isBlank(value) ? other : value),
    upcase: (value) => text(value).toUpperCase(),
    downcase: (value) => text(value).toLowerCase(),
    capitalize: (value) => text(value).replace(/^./su, (first) => first.toUpperCase()),
    strip: (value) => text(value).trim(),
    truncate: (value, length = TRUNCATE_CHARACTERS, ellipsis = '…') =>
      truncate(text(value), numberOf(length), text(ellipsis)),
    append: (value, end) => text(value) + text(end),
    prepend: (value, start) => text(start) + text(value),
    replace: (value, pattern, other) => replace(budget, [text(value), text(pattern), text(other)]),
    remove: (value, pattern) => replace(budget, [text(value), text(pattern), '']),
    split: (value, separator) => split(budget, [text(value), text(separator)]),
    join: (value, separator = ' ') => joinList(budget, [value, text(separator)]),
    map: (value, name) => mapList(budget, [value, text(name)]),
    first: (value) => (Array.isArray(value) ? value[0] : text(value).charAt(0)),
    last: (value) => (Array.isArray(value) ? value.at(-1) : text(value).slice(-1)),
    size: (value) => (Array.isArray(value) ? value.length : text(value).length),
    json: (value) => text(JSON.stringify(value) ?? ''),
    round: (value, digits = 0) =>
      Number(numberOf(value).toFixed(Math.min(Math.max(numberOf(digits), 0), 20))),
    plus: (value, other) => numberOf(value) + numberOf(other),
    minus: (value, other) => numberOf(value) - numberOf(other),
    times: (value, other) => numberOf(value) * numberOf(other),
    divided_by: (value, other) => numberOf(value) / numberOf(other),
  }
}

function isBlank(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === false ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  )
}

function numberOf(value: unknown): number {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : 0
}

function truncate(text: string, length: number, ellipsis: string): string {
  if (text.length <= length) return text
  return text.slice(0, Math.max(length - ellipsis.length, 0)) + ellipsis
}

function split(budget: WorkBudget, [text, separator]: [string, string]): string[] {
  budget.chargeSearch(text, separator)
  // One element for each character, at worst.
  budget.charge((text.length / Math.max(separator.length, 1)) * ELEMENT_WORK)
  return text.split(separator)
}

function replace(budget: WorkBudget, [text, pattern, other]: [string, string, string]): string {
  if (pattern === '') return text
  const parts = split(budget, [text, pattern])
  budget.charge(text.length + parts.length * other.length)
  return parts.join(other)
}

function joinList(budget: WorkBudget, [value, separator]: [unknown, string]): string {
  if (!Array.isArray(value)) return budget.textOf(value)
  budget.charge(value.length * (ELEMENT_WORK + separator.length))
  return value.map((element) => budget.textOf(element)).join(separator)
}

function mapList(budget: WorkBudget, [value, name]: [unknown, string]): unknown[] {
  if (!Array.isArray(value)) return []
  budget.charge(value.length * ELEMENT_WORK)
  return value.map((element) => memberOf(element, name))
}
