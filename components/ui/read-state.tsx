'use client'

import { explainError, failureTexts } from '../acts/failure-texts.ts'
import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'

const texts = defineTexts({
  en: { reading: 'Loading…', failed: 'This part could not be loaded', tryAgain: 'Try again' },
  de: {
    reading: 'Wird geladen …',
    failed: 'Dieser Teil konnte nicht geladen werden',
    tryAgain: 'Erneut versuchen',
  },
})

type Query = { error: Error | null; isPending: boolean; refetch: () => unknown }

/** Stands in for a part of a page that reads its own data, until there is data to show. */
export function ReadState({ query }: { query: Query }) {
  const t = useTexts(texts)
  if (query.error !== null)
    return <ReadFailure error={query.error} again={() => void query.refetch()} label={t.failed} />
  return query.isPending ? (
    <p role="status" className="text-muted">
      {t.reading}
    </p>
  ) : null
}

/** Says why a read failed, with a button to try again. Earlier data stays. */
export function ReadFailure({ error, again, label }: { error: Error; again: () => void; label: string }) {
  const t = useTexts(texts)
  const failures = useTexts(failureTexts)
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-3 rounded-panel border border-danger bg-danger-paper px-4 py-3"
    >
      <div className="min-w-0">
        <p className="font-semibold text-danger">{label}</p>
        <p>{explainError(error, failures)}</p>
      </div>
      <button
        type="button"
        onClick={again}
        className="ml-auto min-h-8 rounded-control border border-edge bg-surface px-3 hover:border-ink"
      >
        {t.tryAgain}
      </button>
    </div>
  )
}
