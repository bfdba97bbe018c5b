'use client'

import { useTexts } from '#components/i18n/use-texts.ts'
import { errorTexts } from '#components/ui/error-texts.ts'
import { MessagePage } from '#components/ui/message-page.tsx'

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  const t = useTexts(errorTexts)
  return (
    <MessagePage code="500" title={t.failed}>
      <p>
        {t.failedIs}
        {error.digest === undefined ? null : (
          <>
            {' '}
            {t.failedAs} <code className="font-mono text-small">{error.digest}</code>.
          </>
        )}
      </p>
      <p>
        <button
          type="button"
          onClick={reset}
          className="min-h-7 rounded-control border border-edge bg-surface px-3 font-medium hover:border-ink"
        >
          {t.again}
        </button>
      </p>
    </MessagePage>
  )
}
