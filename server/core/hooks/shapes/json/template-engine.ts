import { defaultOperators, Liquid, type Template } from 'liquidjs'
import { templateFilters } from './template-filters.ts'
import { WorkBudget } from './work-budget.ts'

/** No tag repeats, reads a file or calls another template. `case` compares arrays without the budget. */
const TAGS = ['if', 'unless', 'assign', 'comment', 'raw', '#']
const COMPARISONS = ['==', '!=', '<', '>', '<=', '>=']
/** Elements of ranges such as `(1..9)`. */
const ELEMENTS_MAX = 1000

type Operator = (left: unknown, right: unknown) => unknown

/** Parses and renders the templates of one request with a common budget. LiquidJS without files, loops and its filters. */
export class TemplateEngine {
  readonly #budget = new WorkBudget()
  readonly #liquid: Liquid

  constructor() {
    const budget = this.#budget
    this.#liquid = new Liquid({
      // An empty set of templates, in place of the files of a folder.
      templates: {},
      ownPropertyOnly: true,
      strictFilters: true,
      memoryLimit: ELEMENTS_MAX,
      operators: boundedOperators(budget),
      outputEscape: (value: unknown) => budget.textOf(value),
    })
    const { filters, tags } = this.#liquid
    for (const name of Object.keys(filters)) delete filters[name]
    Object.assign(filters, templateFilters(budget))
    for (const name of Object.keys(tags)) if (!TAGS.includes(name)) delete tags[name]
  }

  /** Throws an error of LiquidJS. */
  parse(text: string): Template[] {
    return this.#liquid.parse(text)
  }

  /** Throws an error of LiquidJS; its `originalError` may be the budget's. */
  render(template: Template[], scope: object, payload: unknown): string {
    return String(this.#liquid.renderSync(template, scope, { globals: { payload } }))
  }
}

function boundedOperators(budget: WorkBudget): typeof defaultOperators {
  const comparisons = COMPARISONS.map((name) => [name, bounded(budget, name)])
  return { ...defaultOperators, ...Object.fromEntries(comparisons), contains: containing(budget) }
}

/** Two arrays are never equal: to compare them may take as long as the whole payload is. */
function bounded(budget: WorkBudget, name: string): Operator {
  const compare = defaultOperators[name] as Operator
  return (left, right) => {
    if (typeof left === 'string' && typeof right === 'string') budget.charge(left.length / 8)
    return Array.isArray(left) && Array.isArray(right) ? name === '!=' : compare(left, right)
  }
}

function containing(budget: WorkBudget): Operator {
  return (left, right) => {
    if (Array.isArray(left)) {
      budget.charge(left.length)
      return left.includes(right)
    }
    const text = budget.textOf(left)
    const pattern = budget.textOf(right)
    budget.chargeSearch(text, pattern)
    return text.includes(pattern)
  }
}
