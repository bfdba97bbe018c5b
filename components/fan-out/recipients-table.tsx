'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { bucketStart, type RecipientOutcome, type Recipients } from '#protocol/dashboard/fan-out.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Button } from '../ui/button.tsx'
import { formatNumber } from '../ui/format.ts'
import { PlainText } from '../ui/plain-text.tsx'
import type { Brush } from './arrival-curve.tsx'
import { formatLength } from './curve-layout.ts'
import { OUTCOME_SIGNS } from './outcome-look.tsx'
import { texts } from './texts.ts'

const REFETCH_MILLISECONDS = 2000

type Props = {
  id: string
  initial: Recipients
  outcome: RecipientOutcome | undefined
  brush: Brush | undefined
  live: boolean
  onWhy: (aoiClientId: string) => void
}

/** The recipients in the brush and the filter, paged by the server. */
export function RecipientsTable({ id, initial, outcome, brush, live, onWhy }: Props) {
  const t = useTexts(texts)
  const [searched, setSearched] = useState('')
  const [start, setStart] = useState(0)
  const query: Record<string, string> = {
    ...(outcome === undefined ? {} : { outcome }),
    ...(brush === undefined
      ? {}
      : { from: String(bucketStart(brush.from)), to: String(bucketStart(brush.to)) }),
    ...(searched === '' ? {} : { aoiClientId: searched }),
    ...(start === 0 ? {} : { start: String(start) }),
  }
  const isPlain = Object.keys(query).length === 0
  const { data, error } = useQuery({
    queryKey: ['dashboard', 'listRecipients', id, query],
    queryFn: ({ signal }) => readDashboard<Recipients>('listRecipients', { path: { id }, query, signal }),
    ...(isPlain ? { initialData: initial } : {}),
    placeholderData: (before) => before,
    refetchInterval: live ? REFETCH_MILLISECONDS : false,
  })
  const rows = data?.rows ?? []
  const scrollLabel = `${t.table}: ${t.found(formatNumber(data?.total ?? 0))}`
  return (
    <div>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          setStart(0)
          setSearched(String(new FormData(event.currentTarget).get('aoiClientId')).trim())
        }}
      >
        <label className="min-w-0 flex-1 basis-64">
          <span className="block font-medium text-small">{t.searchClient}</span>
          <input
            type="search"
            name="aoiClientId"
            maxLength={64}
            className="mt-1 block min-h-9 w-full rounded-control border border-edge bg-surface px-2.5"
          />
        </label>
        <Button type="submit">{t.search}</Button>
        <p role="status" className="ml-auto text-muted text-small tabular-nums">
          {error === null ? t.found(formatNumber(data?.total ?? 0)) : t.failed}
        </p>
      </form>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section aria-label={scrollLabel} tabIndex={0} className="relative mt-3 overflow-x-auto">
        <table className="w-full text-small">
          <thead>
            <tr className="border-line border-b text-left text-muted">
              <th scope="col" className="py-1.5 pr-4 text-right font-normal">
                {t.number}
              </th>
              <th scope="col" className="py-1.5 pr-4 font-normal">
                {t.aoiClient}
              </th>
              <th scope="col" className="py-1.5 pr-4 font-normal">
                {t.outcome}
              </th>
              <th scope="col" className="py-1.5 pr-4 text-right font-normal">
                {t.timeToAck}
              </th>
              <th scope="col" className="py-1.5 font-normal">
                <span className="sr-only">{t.why}</span>
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map((row) => (
              <tr key={row.index}>
                <td className="py-1.5 pr-4 text-right text-muted tabular-nums">
                  {formatNumber(row.index + 1)}
                </td>
                <th scope="row" className="py-1.5 pr-4 text-left font-normal">
                  <a href={`/aoi-clients/${encodeURIComponent(row.aoiClientId)}`} className="hover:underline">
                    {row.name === undefined ? null : (
                      <PlainText className="mr-2 font-medium">{row.name}</PlainText>
                    )}
                    <PlainText className="font-mono text-muted">{row.aoiClientId}</PlainText>
                  </a>
                </th>
                <td className="whitespace-nowrap py-1.5 pr-4">
                  <span aria-hidden="true">{OUTCOME_SIGNS[row.outcome]} </span>
                  {t[row.ending === undefined || row.ending === 'live' ? row.outcome : row.ending]}
                </td>
                <td className="whitespace-nowrap py-1.5 pr-4 text-right tabular-nums">
                  {row.timeToAckMs === undefined ? '' : formatLength(row.timeToAckMs)}
                </td>
                <td className="py-1 text-right">
                  <Button
                    look="quiet"
                    aria-label={t.whyOf(row.aoiClientId)}
                    onClick={() => onWhy(row.aoiClientId)}
                  >
                    {t.why}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="mt-2 flex gap-2">
        {start === 0 ? null : <Button onClick={() => setStart(0)}>{t.first}</Button>}
        {data?.next === undefined ? null : <Button onClick={() => setStart(data.next ?? 0)}>{t.next}</Button>}
      </div>
    </div>
  )
}
