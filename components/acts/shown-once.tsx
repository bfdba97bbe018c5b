'use client'

import { type ReactNode, useState } from 'react'
import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { useShowAbove } from '../ui/above-pages.tsx'
import { Button } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useLeaveGuard } from '../ui/use-leave-guard.ts'

const texts = defineTexts({
  en: {
    once: 'The server shows this value only once.',
    stored: 'I have stored it',
    question: 'Have you stored this value? The server cannot show it again.',
  },
  de: {
    once: 'Der Server zeigt diesen Wert nur einmal.',
    stored: 'Ich habe ihn gespeichert',
    question: 'Haben Sie diesen Wert gespeichert? Der Server kann ihn nicht noch einmal zeigen.',
  },
})

export type Secret = {
  title: string
  /** The purpose of the value. */
  description: string
  /** Called when the reader has stored it. */
  onStored?: () => void
} & (
  | {
      value: string
      /** Name of the copied value, for screen readers: "the API key". */
      name: string
    }
  /** Several values, with their own buttons to copy. */
  | { content: ReactNode }
)

/** Shows a value that the server answers only once. Only "I have stored it" closes it; every other way asks first. */
export function useShowOnce(): (secret: Secret) => void {
  const showAbove = useShowAbove()
  return (secret) => showAbove((close) => <OnceDialog secret={secret} close={close} />)
}

function OnceDialog({ secret, close }: { secret: Secret; close: () => void }) {
  const { asking, ask } = useStoring(true)
  const store = () => {
    close()
    secret.onStored?.()
  }
  return (
    <Dialog
      name="once"
      open
      onClose={close}
      onLeave={ask}
      title={secret.title}
      description={secret.description}
    >
      <div className="grid gap-4">
        {'content' in secret ? secret.content : <Command text={secret.value} name={secret.name} />}
        <Stored asking={asking} onStored={store} />
      </div>
    </Dialog>
  )
}

/** Guards a value that the page itself shows once, while `isShown`. */
export function useStoring(isShown: boolean): { asking: boolean; ask: () => void } {
  const [asking, setAsking] = useState(false)
  const ask = () => setAsking(true)
  useLeaveGuard(isShown, ask)
  return { asking, ask }
}

/** Stands below a value that is shown once. Says so, and lets the reader confirm that they have stored it. */
export function Stored({ asking, onStored }: { asking: boolean; onStored: () => void }) {
  const t = useTexts(texts)
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <div role="alert" className="min-w-0 flex-1 empty:hidden">
        {asking ? <p className="font-semibold text-danger">{t.question}</p> : null}
      </div>
      {asking ? null : <p className="min-w-0 flex-1 text-muted text-small">{t.once}</p>}
      <Button look="primary" onClick={onStored}>
        {t.stored}
      </Button>
    </div>
  )
}
