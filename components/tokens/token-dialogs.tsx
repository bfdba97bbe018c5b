'use client'

import { type FormEvent, useState } from 'react'
import type { ActRes, RevealedToken, TestSent } from '#protocol/dashboard/acts.ts'
import type { TokenListRow } from '#protocol/dashboard/lists/tokens.ts'
import { ReasonField } from '../acts/reason-field.tsx'
import { Refused } from '../acts/refused.tsx'
import { newRequestId } from '../acts/request-id.ts'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import { texts } from './texts.ts'

export type TokenDialog = 'test' | 'reveal' | 'revoke'
type Props = { token: TokenListRow; shown: TokenDialog | undefined; close: () => void }

/** The dialogs of a token's acts, loaded when the first one opens. */
export function TokenDialogs({ token, shown, close }: Props) {
  const t = useTexts(texts)
  return (
    <>
      <Dialog name="testToken" open={shown === 'test'} onClose={close} title={t.test} description={t.testHow}>
        <TestForm token={token} close={close} />
      </Dialog>
      <Dialog
        name="revealToken"
        open={shown === 'reveal'}
        onClose={close}
        title={t.revealed}
        description={t.revealHow}
      >
        <RevealForm token={token} />
      </Dialog>
      <Dialog
        name="revokeToken"
        open={shown === 'revoke'}
        onClose={close}
        title={t.revokeTitle}
        description={t.revokeHow}
      >
        <RevokeForm token={token} close={close} />
      </Dialog>
    </>
  )
}

type FormProps = { token: TokenListRow; close: () => void }

function TestForm({ token, close }: FormProps) {
  const t = useTexts(texts)
  const { run, busy, refused } = useAct()
  const [text, setText] = useState<string>(t.testDefault)
  const [requestId] = useState(newRequestId)

  async function send(event: FormEvent) {
    event.preventDefault()
    const sent = await run<TestSent>('sendTest', {
      path: { id: String(token.id) },
      body: { text, requestId },
    })
    if (sent === undefined) return
    const link = { href: `/notifications/${sent.notificationId}`, label: t.watch }
    showToast(sent.recipients === 0 ? t.sentToNobody : t.sent(sent.recipients), 'plain', link)
    close()
  }

  return (
    <form onSubmit={(event) => void send(event)} className="grid gap-4">
      <TextField label={t.testText} required value={text} onChange={(event) => setText(event.target.value)} />
      <Refused sentence={refused} />
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy}>
          {t.send}
        </Button>
      </div>
    </form>
  )
}

function RevealForm({ token }: { token: TokenListRow }) {
  const t = useTexts(texts)
  const { run, busy, refused } = useAct()
  const [reason, setReason] = useState('')
  const [revealed, setRevealed] = useState<string>()

  async function reveal(event: FormEvent) {
    event.preventDefault()
    const path = { id: String(token.id) }
    const answer = await run<RevealedToken>('revealToken', { path, body: { reason: reason.trim() } })
    setRevealed(answer?.clientAppToken)
  }

  if (revealed !== undefined) return <Command text={revealed} name={t.copyToken} />
  return (
    <form onSubmit={(event) => void reveal(event)} className="grid gap-4">
      <ReasonField label={t.reason} value={reason} onChange={setReason} />
      <Refused sentence={refused} />
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy} disabled={reason.trim() === ''}>
          {t.show}
        </Button>
      </div>
    </form>
  )
}

function RevokeForm({ token, close }: FormProps) {
  const t = useTexts(texts)
  const { run, busy, refused } = useAct()
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')

  async function revoke(event: FormEvent) {
    event.preventDefault()
    const body = { fingerprint: typed.trim(), reason: reason.trim() }
    const answer = await run<ActRes>('revokeToken', { path: { id: String(token.id) }, body })
    if (answer === undefined) return
    showToast(t.revoked(answer.done), 'plain', { href: '/audit', label: t.audit })
    close()
  }

  return (
    <form onSubmit={(event) => void revoke(event)} className="grid gap-4">
      <ReasonField label={t.reason} value={reason} onChange={setReason} />
      <TextField
        label={t.typeIt(token.fingerprint)}
        value={typed}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
      <Refused sentence={refused} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{t.back}</Button>
        <Button
          type="submit"
          look="danger"
          busy={busy}
          disabled={typed.trim() !== token.fingerprint || reason.trim() === ''}
        >
          {t.revokeAll(token.members)}
        </Button>
      </div>
    </form>
  )
}
