'use client'

import { useEffect, useRef } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { announce } from '../ui/announce.ts'
import { focusHeading } from '../ui/focus.ts'
import type { ListParams } from './list-params.ts'
import { texts } from './texts.ts'

/** `rows`: the number of rows in the list; `undefined` until they are read. */
type Outcome = { params: ListParams; rows: number | undefined; headingId: string }

/**
 * Announces the number of rows after a change of filter, order or page. If the focus was lost because its form or link
 * is gone, it moves to the heading of the list.
 */
export function useListOutcome({ params, rows, headingId }: Outcome): void {
  const t = useTexts(texts)
  const format = useFormat()
  const asked = JSON.stringify(params)
  const reported = useRef(asked)
  useEffect(() => {
    if (rows === undefined || reported.current === asked) return
    reported.current = asked
    announce(rows === 0 ? t.noneShown : t.rowsShown(format.number(rows)))
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body)
      focusHeading(document.getElementById(headingId))
  }, [asked, rows, headingId, t, format])
}
