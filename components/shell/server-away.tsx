'use client'

import { useOffline } from 'next/offline'
import { useEffect } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { keepPage } from '../live/open-page.ts'
import { showToast } from '../ui/toast.ts'
import { texts } from './texts.ts'

/** Says that the server does not answer when the operator follows a link. The current page stays. */
export function ServerAway() {
  const t = useTexts(texts)
  const isAway = useOffline()
  useEffect(() => keepPage(() => showToast(t.pageAway, 'danger')), [t])
  return (
    <div role="alert" className="empty:hidden">
      {isAway ? (
        <p className="sticky top-0 z-20 border-danger border-b bg-danger-paper px-4 py-2">
          <strong className="text-danger">{t.away}</strong> {t.awayHow}
        </p>
      ) : null}
    </div>
  )
}
