'use client'

import { Suspense, useState } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { lazyPart } from '../ui/lazy-part.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { useLate } from '../ui/use-late.ts'
import { texts } from './texts.ts'
import type { ViewedList } from './use-views.ts'

/** Most lists have no default view, so the page does not wait for this. */
const DefaultView = lazyPart(
  async () => (await import('./default-view.tsx')).DefaultView,
  () => null,
)

type Props = ViewedList & { className: string }

/** Opens the saved views of a list, and shows the list as the operator's default view says. */
export function ViewsButton({ className, ...viewed }: Props) {
  const t = useTexts(texts)
  const { Late: ViewsDialog, want } = useLate(() => import('./views-dialog.tsx'))
  const [isOpen, setOpen] = useState(false)
  const [view] = useState(viewed.list.opening)
  if (!useHydrated()) return null
  const open = () => {
    want()
    setOpen(true)
  }
  return (
    <>
      <button type="button" aria-haspopup="dialog" className={className} onClick={open}>
        {t.views}
      </button>
      {isOpen && ViewsDialog !== undefined ? <ViewsDialog {...viewed} close={() => setOpen(false)} /> : null}
      {view === undefined ? null : (
        <Suspense fallback={null}>
          <DefaultView {...viewed} view={view} />
        </Suspense>
      )}
    </>
  )
}
