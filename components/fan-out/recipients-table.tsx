'use client'

import { useQuery } from '@tanstack/react-query'
import type { Recipients } from '#protocol/dashboard/fan-out.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { type FanOutParams, recipientsQueryOf } from './fan-out-params.ts'
import type { LiveFanOut } from './live-fan-out.ts'
import { RecipientLine } from './recipient-line.tsx'
import { texts } from './texts.ts'
import { useSettled } from './use-settled.ts'

const SETTLING = { quiet: 300, atMost: 5000 }

type Props = {
  id: string
  /** The page that the server rendered, for `firstQuery`. */
  initial: Recipients
  firstQuery: Record<string, string>
  params: FanOutParams
  go: (params: Partial<FanOutParams>) => void
  live: LiveFanOut
}

/**
 * The recipients in the brush and the filter, paged by the server. The URL keeps the position. The table is read again
 * once frames have settled.
 */
export function RecipientsTable({ id, initial, firstQuery, params, go, live }: Props) {
  const t = useTexts(texts)
  const format = useFormat()
  const query = recipientsQueryOf(params)
  const isFirst = JSON.stringify(query) === JSON.stringify(firstQuery)
  const { data, error, refetch } = useQuery({
    queryKey: ['dashboard', 'listRecipients', id, query],
    queryFn: ({ signal }) => readDashboard<Recipients>('listRecipients', { path: { id }, query, signal }),
    ...(isFirst ? { initialData: initial } : {}),
    placeholderData: (before) => before,
  })
  useSettled(live, () => void refetch(), SETTLING)
  const found = t.found(format.number(data?.total ?? 0))
  return (
    <div id="recipients">
      <SearchForm {...{ params, go }} said={error === null ? found : t.unread} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard */}
      <section aria-label={`${t.table}: ${found}`} tabIndex={0} className="relative mt-3 overflow-x-auto">
        <table className="w-full text-small max-sm:block">
          <thead className="max-sm:sr-only">
            <tr className="border-line border-b text-left text-muted">
              <Header end wide>
                {t.number}
              </Header>
              <Header>{t.aoiClient}</Header>
              <Header>{t.outcome}</Header>
              <Header end>{t.timeToAck}</Header>
              <Header>
                <span className="sr-only">{t.why}</span>
              </Header>
            </tr>
          </thead>
          <tbody className="divide-y divide-line max-sm:block">
            {(data?.rows ?? []).map((row) => (
              <RecipientLine key={row.index} row={row} go={go} />
            ))}
          </tbody>
        </table>
      </section>
      <div className="mt-2 flex gap-2">
        {(params.start ?? 0) === 0 ? null : <PlaceLink start={null} {...{ params, go }} label={t.first} />}
        {data?.next === undefined ? null : <PlaceLink start={data.next} {...{ params, go }} label={t.next} />}
      </div>
    </div>
  )
}

type HeaderProps = { end?: boolean; wide?: boolean; children: React.ReactNode }

function Header({ end = false, wide = false, children }: HeaderProps) {
  return (
    <th
      scope="col"
      className={`py-1.5 pr-4 font-normal ${end ? 'text-right' : ''} ${wide ? 'max-sm:hidden' : ''}`}
    >
      {children}
    </th>
  )
}

type Place = { params: FanOutParams; go: Props['go'] }

function SearchForm({ params, go, said }: Place & { said: string }) {
  const t = useTexts(texts)
  return (
    <form
      method="get"
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        const search = String(new FormData(event.currentTarget).get('search')).trim()
        go({ search: search === '' ? null : search, start: null })
      }}
    >
      {params.outcome === null ? null : <input type="hidden" name="outcome" value={params.outcome} />}
      <label className="min-w-0 flex-1 basis-64">
        <span className="block font-medium text-small">{t.searchClient}</span>
        <input
          key={params.search}
          type="search"
          name="search"
          defaultValue={params.search ?? ''}
          maxLength={64}
          className="mt-1 block min-h-8 w-full rounded-control border border-edge bg-surface px-2.5"
        />
      </label>
      <Button type="submit">{t.search}</Button>
      <p role="status" className="ml-auto text-muted text-small tabular-nums">
        {said}
      </p>
    </form>
  )
}

function PlaceLink({ start, params, go, label }: Place & { start: number | null; label: string }) {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...params, start }))
    if (value !== null) search.set(name, String(value))
  return (
    <a
      href={`?${search}#recipients`}
      className={buttonClass()}
      onClick={(event) => {
        event.preventDefault()
        go({ start })
      }}
    >
      {label}
    </a>
  )
}
