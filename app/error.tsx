'use client'

import { MessagePage } from '#components/ui/message-page.tsx'

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <MessagePage code="500" title="The page could not be made">
      <p>
        The server’s log has the reason
        {error.digest === undefined ? null : (
          <>
            {' '}
            under <code className="font-mono text-small">{error.digest}</code>
          </>
        )}
        . Notifications are not affected by this page.
      </p>
      <p>
        <button
          type="button"
          onClick={reset}
          className="min-h-7 rounded-control border border-edge bg-surface px-3 font-medium hover:border-ink"
        >
          Try again
        </button>
      </p>
    </MessagePage>
  )
}
