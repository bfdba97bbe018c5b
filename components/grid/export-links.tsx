'use client'

import { type MouseEvent, useState } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { dashboardUrl } from '../live/dashboard-api.ts'
import { useConfirmFirst } from '../operators/use-confirm-first.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { filtersOf, type ListParams } from './list-params.ts'
import { texts } from './texts.ts'
import { type RunningExport, useExport } from './use-export.ts'

const FORMATS = [
  { format: 'ndjson', label: 'NDJSON' },
  { format: 'csv', label: 'CSV' },
] as const

type Props = { params: ListParams; mayReadPayload: boolean }

/**
 * Downloads of everything that matches the filters, not only of this page; with payloads after a step-up. Without
 * scripts they are plain links.
 */
export function ExportLinks({ params, mayReadPayload }: Props) {
  const t = useTexts(texts)
  const isHydrated = useHydrated()
  const confirmFirst = useConfirmFirst()
  const [withPayload, setWithPayload] = useState(false)
  const { start, running } = useExport()
  const begin = async (event: MouseEvent, query: ListParams) => {
    event.preventDefault()
    if (!withPayload) start(query)
    else if (await confirmFirst()) start({ ...query, payload: 'true' })
  }
  return (
    <>
      {mayReadPayload && isHydrated ? (
        <CheckBox
          className="min-h-8 text-small"
          label={t.exportPayload}
          checked={withPayload}
          onChange={setWithPayload}
        />
      ) : null}
      {FORMATS.map(({ format, label }) => {
        const query = { ...filtersOf(params), format }
        return (
          <a
            key={format}
            href={dashboardUrl('exportNotifications', { query })}
            onClick={(event) => void begin(event, query)}
            download
            aria-label={`${t.exportAs}: ${label}`}
            className={buttonClass()}
          >
            <span aria-hidden="true">↓</span> {label}
          </a>
        )
      })}
      {running === undefined ? null : <Progress running={running} />}
    </>
  )
}

function Progress({ running }: { running: RunningExport }) {
  const t = useTexts(texts)
  const { progress, isUnknown } = running
  const isRunning = !isUnknown && (progress === undefined || progress.state === 'running')
  return (
    <div
      role="status"
      className="flex basis-full flex-wrap items-center gap-3 rounded-panel border border-line bg-surface px-4 py-3"
    >
      {isRunning ? (
        <progress
          aria-label={t.exportAs}
          {...(progress?.total === undefined
            ? {}
            : { value: progress.rows, max: Math.max(1, progress.total) })}
        />
      ) : null}
      <span className="tabular-nums">{useExportSentence(running)}</span>
      {isRunning ? (
        <Button onClick={running.cancel}>{t.cancelExport}</Button>
      ) : (
        <Button onClick={running.dismiss}>{t.putAway}</Button>
      )}
    </div>
  )
}

function useExportSentence({ progress, isUnknown }: RunningExport): string {
  const t = useTexts(texts)
  const format = useFormat()
  if (isUnknown) return t.exportUnknown
  if (progress === undefined) return t.exportBegins
  const { rows, total } = progress
  if (progress.state === 'done') return t.exportDone(rows)
  if (progress.state === 'cut') return t.exportCut(rows)
  if (progress.state === 'cancelled') return t.exportCancelled(rows)
  if (progress.state === 'failed') return t.exportFailed(rows)
  return total === undefined ? t.exportRows(rows) : t.exportRowsOf(format.number(rows), total)
}
