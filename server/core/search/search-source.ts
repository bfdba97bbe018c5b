import type { SearchHit } from '#protocol/dashboard/search.ts'
import type { Context } from '../context.ts'
import type { Operators } from '../operators/operators.ts'

/** The parts of the context that a search uses. */
export type SearchContext = Pick<Context, 'search' | 'pacer' | 'clock' | 'asker'>

export type SearchInput = {
  /** The text of the operator, without spaces around it. */
  text: string
  operators: Pick<Operators, 'list'>
}

/** Hits in their order, one more than an answer shows if there are more. `waiting`: see `searchGroupSchema`. */
export type SearchFound = {
  hits: SearchHit[]
  cut?: 'rows' | 'index'
  waiting?: number
  searchedUntil?: string
}

/** Finds the things of one kind. */
export type SearchSource = (ctx: SearchContext, input: SearchInput) => Promise<SearchFound>
