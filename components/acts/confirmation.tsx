'use client'

import type { FormEvent, ReactNode } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import type { DialogName } from '../ui/dialog-names.ts'
import { Notice } from '../ui/notice.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { Refused } from './refused.tsx'
import { texts } from './texts.ts'
import type { Act } from './use-act.ts'

type Props = {
  name: DialogName
  title: string
  /** The consequence of the act. */
  description: string
  /** The objects of the act: names and values that identify them beyond doubt. */
  objects: readonly { label: string; value: string }[]
  /** A warning, if the act affects the operator's own account. */
  oneself?: string | undefined
  /** Label of the button; names the object as well. */
  verb: string
  act: Pick<Act, 'busy' | 'refused'>
  perform: () => Promise<void>
  close: () => void
  /** Fields, if the act needs more than a confirmation. */
  children?: ReactNode
  /** The act cannot run yet; the fields say why. */
  disabled?: boolean
}

/**
 * Asks before an act that ends or changes something. The dialog stays open until the act succeeds, so that the operator
 * can try again.
 */
export function Confirmation(props: Props) {
  const t = useTexts(texts)
  const { objects, oneself, act, close } = props

  function submit(event: FormEvent) {
    event.preventDefault()
    props.perform().catch(() => undefined)
  }

  return (
    <Dialog name={props.name} open onClose={close} title={props.title} description={props.description}>
      <form onSubmit={submit} className="grid gap-4">
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          {objects.map(({ label, value }) => (
            <div key={label} className="contents">
              <dt className="text-muted">{label}</dt>
              <dd className="wrap-anywhere min-w-0 font-medium">
                <PlainText>{value}</PlainText>
              </dd>
            </div>
          ))}
        </dl>
        {oneself === undefined ? null : (
          <Notice tone="warning" title={t.yourself}>
            {oneself}
          </Notice>
        )}
        {props.children}
        <Refused sentence={act.refused} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={close}>{t.back}</Button>
          <Button type="submit" look="danger" busy={act.busy} disabled={props.disabled}>
            <span className="wrap-anywhere min-w-0">{props.verb}</span>
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
