import { AoiError } from '../../../errors.ts'

/** Characters that one request may make its templates read and write: less than a millisecond of work. */
const WORK_MAX = 100_000

/**
 * Counts the work of the templates of one request before it is done. A limit of time would refuse a good template on a
 * busy machine, and cannot stop a filter that runs.
 */
export class WorkBudget {
  #rest = WORK_MAX

  /** Throws `tooLarge` if the templates have done more work than one request may cause. */
  charge(work: number): void {
    this.#rest -= Math.ceil(work) + 1
    if (!(this.#rest >= 0))
      throw new AoiError('tooLarge', 'its filters and values are too large: use fewer or shorter ones')
  }

  /** Charges a search for `pattern` in `text`, whose cost may grow with both lengths. */
  chargeSearch(text: string, pattern: string): void {
    this.charge(text.length * Math.max(1, pattern.length / 4))
  }

  /** Returns the value as text: missing values are empty, objects and arrays are JSON. */
  textOf(value: unknown): string {
    const text = plainText(value)
    this.charge(text.length)
    return text
  }
}

function plainText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value)
}
