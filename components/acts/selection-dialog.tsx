'use client'

import { type FormEvent, useState } from 'react'
import type { ActRes, FrozenSelection, SelectionAct } from '#protocol/dashboard/acts.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import type { Begun, SelectionOutcome } from './begun-selection.ts'
import { ReasonField } from './reason-field.tsx'
import { Refused } from './refused.tsx'
import { selectionTexts } from './selection-texts.ts'
import type { Act } from './use-act.ts'

const OPERATIONS = {
  cancel: 'cancelNotifications',
  erase: 'erasePayloads',
  resend: 'resendNotifications',
  resendToMissing: 'resendToMissing',
  disconnect: 'disconnectAoiClients',
  deregister: 'endAoiClients',
  label: 'labelAoiClients',
  removeMembers: 'removeMembers',
} as const satisfies Record<SelectionAct, DashboardOperationName>

type Entered = { reason: string; label: string }

/** Acts that give AOI Clients a label, and the name of the field. */
const LABELLING: Partial<Record<SelectionAct, 'newLabel' | 'labelToo'>> = {
  label: 'newLabel',
  deregister: 'labelToo',
}

const NOT_FOUND = 404

/** An empty label takes the label away; where the label is optional, it changes none. */
function labelOf(act: SelectionAct, label: string): { label?: string } {
  if (LABELLING[act] === undefined || (act === 'deregister' && label === '')) return {}
  return { label }
}

type Props = {
  begun: Begun
  act: Act
  countAgain: (isAgain: boolean) => void
  close: () => void
  finish: (outcome: SelectionOutcome) => void
}

/** Shows what was frozen, asks for the reason, and acts. */
// biome-ignore lint/style/noDefaultExport: loaded on demand
export default function SelectionDialog({ begun, act, countAgain, close, finish }: Props) {
  const t = useTexts(selectionTexts)
  const format = useFormat()
  const name = begun.request.act

  async function perform({ selectionId }: FrozenSelection, { reason, label }: Entered) {
    const body = { selectionId, reason, ...labelOf(name, label) }
    const result = await act.run<ActRes>(OPERATIONS[name], { body })
    // The server forgets a selection after a while, at a restart, and after an act on it.
    if (result === undefined) return act.lastStatus() === NOT_FOUND ? countAgain(true) : undefined
    const [did, unchanged, failed] = [result.done, result.unchanged, result.failed].map(format.number)
    showToast(t.result(did ?? '', unchanged ?? '', failed ?? ''), result.failed > 0 ? 'danger' : 'plain', {
      href: '/audit',
      label: t.audit,
    })
    finish({ act: name, reason, result })
  }

  return (
    <Dialog {...{ name }} open onClose={close} title={t[`${name}Title`]} description={t[`${name}How`]}>
      <Confirmation {...{ begun, act, perform, close }} countAgain={() => countAgain(false)} />
    </Dialog>
  )
}

type ConfirmationProps = {
  begun: Begun
  act: Act
  perform: (selection: FrozenSelection, entered: Entered) => Promise<void>
  countAgain: () => void
  close: () => void
}

function Confirmation({ begun, act, perform, countAgain, close }: ConfirmationProps) {
  const t = useTexts(selectionTexts)
  const format = useFormat()
  const [reason, setReason] = useState('')
  const [label, setLabel] = useState('')
  const { request, selection } = begun
  const canAct = selection !== undefined && selection.count > 0

  function submit(event: FormEvent) {
    event.preventDefault()
    if (selection !== undefined)
      perform(selection, { reason: reason.trim(), label: label.trim() }).catch(() => undefined)
    else countAgain()
  }

  return (
    <form onSubmit={submit} className="grid gap-4">
      {selection === undefined ? act.busy ? <p>{t.freezing}</p> : null : <Frozen selection={selection} />}
      {begun.isAgain && selection !== undefined ? <p>{t.countedAgain}</p> : null}
      {selection?.count === 0 ? <p className="font-medium">{t.nothingLeft}</p> : null}
      <Refused sentence={act.refused} />
      {LABELLING[request.act] === undefined ? null : (
        <TextField
          label={t[LABELLING[request.act] ?? 'newLabel']}
          hint={t.labelIs}
          autoComplete="off"
          maxLength={PAGE_LIMITS.aoiClientLabelBytes}
          value={label}
          onChange={(event) => setLabel(event.target.value)}
        />
      )}
      <ReasonField label={t.reason} value={reason} onChange={setReason} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t.back}</Button>
        {selection === undefined && !act.busy ? (
          <Button onClick={countAgain}>{t.countAgain}</Button>
        ) : (
          <Button
            type="submit"
            look="danger"
            busy={act.busy}
            disabled={!act.busy && (!canAct || reason.trim() === '')}
          >
            {t[request.act](selection === undefined ? '…' : format.number(selection.count))}
          </Button>
        )}
      </div>
    </form>
  )
}

function Frozen({ selection }: { selection: FrozenSelection }) {
  const t = useTexts(selectionTexts)
  const format = useFormat()
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      <dt className="text-muted">{t.exactly}</dt>
      <dd className="font-semibold tabular-nums">{format.number(selection.count)}</dd>
      <dt className="text-muted">{t.selection}</dt>
      <dd className="wrap-anywhere font-mono text-small">{selection.selectionId}</dd>
      <dt className="text-muted">{t.among}</dt>
      <dd>
        <ul className="text-small">
          {selection.sample.map(({ id, label }) => (
            <li key={id} className="wrap-anywhere">
              <PlainText>{label}</PlainText> <code className="font-mono text-muted">{id}</code>
            </li>
          ))}
        </ul>
      </dd>
    </dl>
  )
}
