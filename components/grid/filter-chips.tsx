'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { type ListFilter, type ListParams, withParam } from './list-params.ts'
import { ParamLink } from './param-link.tsx'
import { texts } from './texts.ts'

type Props = {
  path: string
  filters: readonly ListFilter[]
  params: ListParams
  go: (params: ListParams) => void
}

/** The active filters; each is a link to the list without it. */
export function FilterChips({ path, filters, params, go }: Props) {
  const t = useTexts(texts)
  const set = filters.filter(({ name }) => params[name] !== undefined)
  if (set.length === 0) return null
  return (
    <ul aria-label={t.filters} className="flex flex-wrap gap-2">
      {set.map((filter) => (
        <li key={filter.name}>
          <ParamLink
            path={path}
            params={withParam(params, filter.name, undefined)}
            go={go}
            className="inline-flex min-h-7 max-w-full items-center gap-1.5 rounded-full border border-edge bg-surface pr-2 pl-3 text-small hover:border-ink"
          >
            <span className="text-muted">{filter.label}</span>
            <PlainText className="wrap-anywhere">
              {describeValue(filter, params[filter.name] ?? '')}
            </PlainText>
            <span aria-hidden="true">×</span>
            <span className="sr-only">: {t.removeFilter(filter.label)}</span>
          </ParamLink>
        </li>
      ))}
    </ul>
  )
}

function describeValue(filter: ListFilter, value: string): string {
  if (filter.kind !== 'choice') return value
  return filter.choices.find((choice) => choice.value === value)?.label ?? value
}
