'use client'

import { useEffect } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { texts } from './texts.ts'

/** Shows the unread count in the title of the tab: many browsers have no badge for it. */
export function useUnreadTitle(unread: number): void {
  const { inbox } = useTexts(texts)
  const format = useFormat()
  useEffect(() => {
    document.title = unread === 0 ? inbox : `(${format.number(unread)}) ${inbox}`
  }, [unread, inbox, format])
}
