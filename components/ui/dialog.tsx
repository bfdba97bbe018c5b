'use client'

import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useEffect, useRef, useState } from 'react'
import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import type { DialogName } from './dialog-names.ts'
import { findHeading, focusFirst, keepOpener, returnFocus } from './focus.ts'

const texts = defineTexts({ en: { close: 'Close' }, de: { close: 'Schließen' } })

/**
 * A click outside this soon may be the second press of the double click that opened the dialog: it does not close the
 * dialog.
 */
const SETTLING_MILLISECONDS = 600

type Props = {
  name: DialogName
  open: boolean
  onClose: () => void
  /**
   * If set, the dialog has no close button, and Escape and a click outside call this instead of `onClose`. For dialogs
   * with contents that are lost on closing.
   */
  onLeave?: () => void
  title: string
  description?: ReactNode
  children: ReactNode
}

/**
 * A dialog over the page. The focus starts at its first field or least harmful button, and finally returns to the
 * opener. Escape and the close button close it; so does a click outside, unless something was typed.
 */
export function Dialog({ open, onClose, onLeave, ...panel }: Props) {
  const leave = onLeave ?? onClose
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : leave())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 bg-ink/40" />
        <Panel {...panel} canClose={onLeave === undefined} />
      </Radix.Portal>
    </Radix.Root>
  )
}

type PanelProps = Pick<Props, 'name' | 'title' | 'description' | 'children'> & { canClose: boolean }

function Panel({ name, title, description, canClose, children }: PanelProps) {
  const t = useTexts(texts)
  const panel = useRef<HTMLDivElement>(null)
  const isTyped = useRef(false)
  const [openedAt] = useState(() => performance.now())
  // Read before any element inside can take the focus.
  const [opener] = useState(() => document.activeElement)
  const [heading] = useState(() => findHeading(opener))

  useEffect(() => {
    if (panel.current !== null) keepOpener(panel.current, opener)
  }, [opener])

  function enter(event: Event) {
    event.preventDefault()
    if (panel.current !== null) focusFirst(panel.current)
  }

  function leave(event: Event) {
    event.preventDefault()
    if (event.currentTarget instanceof Element) returnFocus(event.currentTarget, heading)
  }

  return (
    <Radix.Content
      ref={panel}
      data-dialog={name}
      tabIndex={-1}
      onOpenAutoFocus={enter}
      onCloseAutoFocus={leave}
      onInput={() => {
        isTyped.current = true
      }}
      onPointerDownOutside={(event) => {
        if (isTyped.current || performance.now() - openedAt < SETTLING_MILLISECONDS) event.preventDefault()
      }}
      className="-translate-x-1/2 fixed top-[10dvh] left-1/2 z-40 max-h-[80dvh] w-[min(34rem,calc(100vw-2rem))] overflow-y-auto rounded-panel border border-edge bg-surface p-5 shadow-lg"
    >
      <div className="flex items-start justify-between gap-4">
        <Radix.Title className="wrap-anywhere min-w-0 font-semibold text-title tracking-tight">
          {title}
        </Radix.Title>
        {canClose ? (
          <Radix.Close
            data-close=""
            aria-label={t.close}
            className="grid size-8 shrink-0 place-items-center rounded-control border border-transparent hover:border-edge"
          >
            ×
          </Radix.Close>
        ) : null}
      </div>
      <Radix.Description asChild>
        <div className="mt-1 text-muted text-small">{description}</div>
      </Radix.Description>
      <div className="mt-4">{children}</div>
    </Radix.Content>
  )
}
