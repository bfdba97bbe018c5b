'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { useLate } from '../ui/use-late.ts'
import type { GridLook } from './columns.ts'
import { texts } from './texts.ts'

type Props = {
  columns: readonly { id: string; header: string }[]
  look: GridLook
  setLook: (look: GridLook) => void
}

export const VIEW_BUTTON =
  'min-h-8 rounded-control border border-edge bg-surface px-3 text-small hover:border-ink'

/** Chooses the visible columns and the density. The menu itself is loaded on demand. */
export function ViewMenu(props: Props) {
  const t = useTexts(texts)
  const { Late: Menu, want } = useLate(() => import('./open-view-menu.tsx'))
  if (!useHydrated()) return null
  const label = (
    <>
      {t.view}
      <span aria-hidden="true"> ▾</span>
    </>
  )
  if (Menu !== undefined) return <Menu {...props} label={label} className={VIEW_BUTTON} />
  return (
    <button type="button" aria-haspopup="menu" className={VIEW_BUTTON} onClick={want}>
      {label}
    </button>
  )
}
