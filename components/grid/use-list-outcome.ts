'use client'

import { useEffect, useRef } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { announce } from '../ui/announce.ts'
import { focusHeading } from '../ui/focus.ts'
import type { ListParams } from './list-params.ts'
import { texts } from './texts.ts'

/** `rows`: how many the list has; `undefined` until they are read. */
type Outcome = { params: ListParams; rows: number | undefined; headingId: string }

/**
 * After a filter, an order or a page was chosen, announces what came of it. A focus that was lost on the way, with the
 * form or the link that is gone, goes to the heading of the list.
 */
export function useListOutcome({ params, rows, headingId }: Outcome): void {
  const t = useTexts(texts)
  const format = useFormat()
  const asked = JSON.stringify(params)
  const told = useRef(asked)
  useEffect(() => {
    if (rows === undefined || told.current === asked) return
    told.current = asked
    announce(rows === 0 ? t.noneShown : t.rowsShown(format.number(rows)))
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body)
      focusHeading(document.getElementById(headingId))
  }, [asked, rows, headingId, t, format])
}
