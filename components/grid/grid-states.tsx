'use client'

import { useTexts } from '../i18n/use-texts.ts'
import type { ListParams } from './list-params.ts'
import { ParamLink } from './param-link.tsx'
import { texts } from './texts.ts'

const PANEL = 'rounded-panel border border-line bg-surface'
const ROWS = ['1', '2', '3', '4', '5', '6', '7', '8']

/** Stands in for rows that are still being read, at the same height. */
export function GridSkeleton({ columns }: { columns: number }) {
  const t = useTexts(texts)
  return (
    <div role="status" className={`${PANEL} divide-y divide-line`}>
      <span className="sr-only">{t.loading}</span>
      {ROWS.map((row) => (
        <div key={row} aria-hidden="true" className="flex gap-6 px-3 py-4">
          {Array.from({ length: columns }, (_, index) => String(index)).map((column) => (
            <span key={column} className="h-3 flex-1 rounded-control bg-sunken motion-safe:animate-pulse" />
          ))}
        </div>
      ))}
    </div>
  )
}

/** Says that nothing matches the filters. */
export function NothingMatches({ path, go }: { path: string; go: (params: ListParams) => void }) {
  const t = useTexts(texts)
  return (
    <div className={`${PANEL} px-4 py-8 text-center`}>
      <p className="font-medium">{t.nothingMatches}</p>
      <p className="mt-2">
        <ParamLink path={path} params={{}} go={go} className="underline underline-offset-4">
          {t.clear}
        </ParamLink>
      </p>
    </div>
  )
}
