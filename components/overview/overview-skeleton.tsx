import { useTexts } from '../i18n/use-texts.ts'
import { texts } from './texts.ts'

const ROWS = ['first', 'second', 'third'] as const

/** The shape of the page until its first read. */
export function OverviewSkeleton() {
  const t = useTexts(texts)
  return (
    <div className="mt-4" aria-busy="true">
      <p className="text-muted text-small">{t.reading}</p>
      <div aria-hidden="true" className="mt-4 grid gap-3">
        <div className="h-24 rounded-panel border border-line bg-surface" />
        {ROWS.map((row) => (
          <div key={row} className="h-14 rounded-panel border border-line bg-surface" />
        ))}
      </div>
    </div>
  )
}
