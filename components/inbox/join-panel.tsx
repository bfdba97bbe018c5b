'use client'

import { type FormEvent, useState } from 'react'
import type { Join } from '#protocol/join-link.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { TextField } from '../ui/text-field.tsx'
import { texts } from './texts.ts'
import type { OpenedLink } from './use-join-link.ts'

/** A field for a join link that was copied or scanned elsewhere. */
export function PasteLink({ link, disabled }: { link: OpenedLink; disabled: boolean }) {
  const t = useTexts(texts)
  const [text, setText] = useState('')

  function submit(event: FormEvent) {
    event.preventDefault()
    link.read(text)
    setText('')
  }

  return (
    <form onSubmit={submit} className="grid justify-items-start gap-2">
      <TextField
        label={t.joinLink}
        hint={t.joinLinkHint}
        value={text}
        onChange={({ target }) => setText(target.value)}
        autoComplete="off"
        spellCheck={false}
        inputMode="url"
        required
        className="w-full"
      />
      <Button type="submit" disabled={disabled}>
        {t.open}
      </Button>
    </form>
  )
}

/** Asks before joining the group of the opened link, or says why the link cannot be used. */
export function JoinQuestion(props: {
  link: OpenedLink
  join: (join: Join) => Promise<void>
  disabled: boolean
}) {
  const t = useTexts(texts)
  const { link, join, disabled } = props
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()
  const { opened } = link
  if (opened === undefined) return null
  if (opened.kind === 'problem') {
    return (
      <div role="alert">
        <Notice tone="warning" title={t.joinFailed}>
          {t[opened.problem]} {opened.problem === 'invalid' ? <PlainText>{opened.sentence}</PlainText> : null}
        </Notice>
      </div>
    )
  }

  async function perform(asked: Join) {
    setBusy(true)
    setFailure(undefined)
    try {
      await join(asked)
      link.dismiss()
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    } finally {
      setBusy(false)
    }
  }

  const { join: asked } = opened
  return (
    <section aria-label={t.join} className="rounded-panel border border-accent bg-surface p-4">
      <h2 className="wrap-anywhere font-semibold text-title">
        <PlainText>{t.joinGroup(asked.name)}</PlainText>
      </h2>
      <p className="wrap-anywhere mt-1 text-muted">
        <PlainText>{t.joinLead(asked.app)}</PlainText>
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="primary" busy={isBusy} disabled={disabled} onClick={() => void perform(asked)}>
          {isBusy ? t.joining : t.join}
        </Button>
        <Button disabled={isBusy} onClick={link.dismiss}>
          {t.notNow}
        </Button>
      </div>
      {failure === undefined ? null : (
        <div role="alert" className="mt-3">
          <Notice tone="danger" title={t.joinFailed}>
            <PlainText>{failure}</PlainText>
          </Notice>
        </div>
      )}
    </section>
  )
}
