'use client'

import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'

const texts = defineTexts({ en: { close: 'Close' }, de: { close: 'Schließen' } })

type Props = {
  open: boolean
  onClose: () => void
  title: string
  description?: ReactNode
  children: ReactNode
}

/** A dialog over the page; Escape and its cross close it. */
export function Dialog({ open, onClose, title, description, children }: Props) {
  const t = useTexts(texts)
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 bg-ink/40" />
        <Radix.Content className="-translate-x-1/2 fixed top-[10dvh] left-1/2 z-40 max-h-[80dvh] w-[min(34rem,calc(100vw-2rem))] overflow-y-auto rounded-panel border border-edge bg-surface p-5 shadow-lg">
          <div className="flex items-start justify-between gap-4">
            <Radix.Title className="font-semibold text-title tracking-tight">{title}</Radix.Title>
            <Radix.Close
              aria-label={t.close}
              className="grid size-8 shrink-0 place-items-center rounded-control border border-transparent hover:border-edge"
            >
              ×
            </Radix.Close>
          </div>
          <Radix.Description asChild>
            <div className="mt-1 text-muted text-small">{description}</div>
          </Radix.Description>
          <div className="mt-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
