'use client'

import type { FormEvent } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { type ListFilter, type ListParams, readEntered, toFieldMoment } from './list-params.ts'
import { ParamLink } from './param-link.tsx'
import { texts } from './texts.ts'

type Props = {
  path: string
  filters: readonly ListFilter[]
  params: ListParams
  go: (params: ListParams) => void
}

const FIELD =
  'min-h-8 w-full min-w-0 rounded-control border border-edge bg-surface px-2 text-body placeholder:text-muted'

/** The number of filters in view; further filters are folded. */
const FIRST_FILTERS = 4

/** The filters as a form of the page, which the browser submits where there is no script. */
export function FilterForm({ path, filters, params, go }: Props) {
  const t = useTexts(texts)
  const set = filters.filter(({ name }) => params[name] !== undefined)
  const first = filters.filter(({ kind }) => kind !== 'moment').slice(0, FIRST_FILTERS)
  const more = filters.filter((filter) => !first.includes(filter))

  function apply(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const entered: Record<string, string> = {}
    for (const [name, value] of new FormData(event.currentTarget)) {
      if (typeof value === 'string') entered[name] = value
    }
    go(readEntered(filters, entered))
  }

  return (
    <search>
      <form
        // Renders the fields anew when the URL changes, so that they always show its values.
        key={JSON.stringify(params)}
        method="get"
        action={path}
        onSubmit={apply}
        className="flex flex-wrap items-end gap-x-3 gap-y-2"
      >
        {first.map((filter) => (
          <LabelledFilter key={filter.name} filter={filter} value={params[filter.name]} />
        ))}
        {params.sort === undefined ? null : <input type="hidden" name="sort" value={params.sort} />}
        <div className="flex gap-2">
          <button
            type="submit"
            className="min-h-8 rounded-control bg-accent px-3 font-medium text-on-accent text-small hover:opacity-90"
          >
            {t.apply}
          </button>
          {set.length === 0 ? null : (
            <ParamLink
              path={path}
              params={{}}
              go={go}
              className="inline-flex min-h-8 items-center rounded-control px-2 underline underline-offset-4"
            >
              {t.clear}
            </ParamLink>
          )}
        </div>
        {more.length === 0 ? null : (
          <details open={more.some(({ name }) => params[name] !== undefined)} className="basis-full">
            <summary className="min-h-6 w-fit cursor-pointer text-muted text-small hover:text-ink">
              {t.moreFilters}
            </summary>
            <div className="mt-1 flex flex-wrap items-end gap-x-3 gap-y-2">
              {more.map((filter) => (
                <LabelledFilter key={filter.name} filter={filter} value={params[filter.name]} />
              ))}
            </div>
          </details>
        )}
      </form>
    </search>
  )
}

function LabelledFilter({ filter, value }: { filter: ListFilter; value: string | undefined }) {
  const t = useTexts(texts)
  const width = filter.kind === 'moment' ? 'min-w-56 md:w-56 md:flex-none' : 'min-w-36 md:w-44 md:flex-none'
  return (
    <label htmlFor={`filter-${filter.name}`} className={`grid flex-1 grid-cols-1 gap-0.5 ${width}`}>
      <span className="truncate text-muted text-small">
        {filter.kind === 'moment' ? t.utc(filter.label) : filter.label}
      </span>
      <FilterField filter={filter} value={value} />
    </label>
  )
}

function FilterField({ filter, value }: { filter: ListFilter; value: string | undefined }) {
  const t = useTexts(texts)
  const id = `filter-${filter.name}`
  if (filter.kind === 'choice') {
    return (
      <select
        id={id}
        name={filter.name}
        defaultValue={value ?? (filter.isRequired ? filter.choices[0]?.value : '')}
        className={FIELD}
      >
        {filter.isRequired === true ? null : <option value="">{t.any}</option>}
        {filter.choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    )
  }
  if (filter.kind === 'moment') {
    const moment = value === undefined ? '' : toFieldMoment(value)
    return <input id={id} type="datetime-local" name={filter.name} defaultValue={moment} className={FIELD} />
  }
  return (
    <input
      id={id}
      type="search"
      name={filter.name}
      defaultValue={value ?? ''}
      placeholder={filter.placeholder}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      className={FIELD}
    />
  )
}
