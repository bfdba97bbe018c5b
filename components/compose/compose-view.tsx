'use client'

import { useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import type { AudienceRule } from '#protocol/dashboard/audiences.ts'
import type { AudienceToken } from '#protocol/dashboard/compose.ts'
import { newRequestId } from '../acts/request-id.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { serverNow } from '../live/server-clock.ts'
import { Button } from '../ui/button.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Section } from '../ui/section.tsx'
import { showToast } from '../ui/toast.ts'
import { audienceOf, NO_AUDIENCE } from './audience.ts'
import { AudienceField } from './audience-field.tsx'
import { Codes } from './codes.tsx'
import { DeliveryFields } from './delivery-fields.tsx'
import {
  type Draft,
  type DraftProblem,
  EMPTY_DRAFT,
  findMessageProblems,
  findProblems,
  messageOf,
  shownDisplay,
  withMessage,
} from './draft.ts'
import { MessageFields } from './message-fields.tsx'
import { OwnDevicePanel } from './own-device-panel.tsx'
import { Preview } from './preview.tsx'
import { readDeliveryTime } from './read-delivery-time.ts'
import { type Ready, SendDialog } from './send-dialog.tsx'
import { SentView } from './sent-view.tsx'
import { readStored, type Stored, writeStored } from './stored-draft.ts'
import { Templates } from './templates.tsx'
import { texts } from './texts.ts'

type Props = {
  operatorId: string
  publicUrl: string
  maxPayloadBytes: number
  /** The token that the URL names, if there is one. */
  token: AudienceToken | undefined
  /** The filters that the URL names, if it comes from a list. */
  rule: AudienceRule | undefined
}

/** The page `/compose`: writes a notification, shows it and sends it. The browser keeps the draft. */
export function ComposeView(props: Props) {
  const [stored, setStored] = useStored(props)
  if (stored === undefined) return <Title />
  const { sent } = stored
  if (sent !== undefined)
    return (
      <SentView
        sent={sent}
        writeAnother={() => setStored({ draft: EMPTY_DRAFT, requestId: newRequestId() })}
      />
    )
  return <Editor {...props} stored={stored} setStored={setStored} />
}

function Title() {
  const t = useTexts(texts)
  return <PageTitle title={t.title} lead={t.lead} />
}

/** The draft of this operator in this browser; undefined until the browser has read it. */
function useStored({ operatorId, token, rule }: Props) {
  const [stored, setStored] = useState<Stored>()
  const application = useSearchParams().get('application')
  useEffect(() => {
    const kept = readStored(operatorId, newRequestId)
    const isAsked = token !== undefined || application !== null || rule !== undefined
    const tokens = token === undefined ? [] : [token]
    const audience = { ...NO_AUDIENCE, tokens, application: application ?? '', rule }
    setStored(isAsked ? { ...kept, sent: undefined, draft: { ...kept.draft, ...audience } } : kept)
  }, [operatorId, token, application, rule])
  useEffect(() => {
    if (stored !== undefined) writeStored(operatorId, stored)
  }, [operatorId, stored])
  return [stored, setStored] as const
}

type EditorProps = Props & { stored: Stored; setStored: (stored: Stored) => void }

function Editor({ publicUrl, maxPayloadBytes, stored, setStored }: EditorProps) {
  const t = useTexts(texts)
  const format = useFormat()
  const form = useRef<HTMLDivElement>(null)
  const [isTried, setTried] = useState(false)
  const [ready, setReady] = useState<Ready>()
  const { draft, requestId } = stored
  const now = new Date()
  const at = readDeliveryTime(draft, now)
  const problems = findProblems(draft, now)
  const change = (part: Partial<Draft>) => setStored({ ...stored, draft: { ...draft, ...part } })
  const problemOf = (field: DraftProblem['field']) => {
    const found = problems.find((one) => one.field === field)
    return found === undefined || !(isTried || isTyped(found)) ? undefined : t[found.problem]
  }
  const deliverAt = at === undefined || Number.isNaN(at.getTime()) ? undefined : at.toISOString()

  /** Shows the problems, and moves the focus to the first of them. */
  function point() {
    setTried(true)
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
  }

  function message() {
    if (findMessageProblems(draft).length === 0) return messageOf(draft)
    point()
    return undefined
  }

  function review() {
    const audience = audienceOf(draft)
    if (problems.length > 0 || audience === undefined) return point()
    setReady({ audience, name: draft.saved?.name, message: messageOf(draft), deliverAt, requestId })
  }

  const fields = { draft, change, problemOf }
  const whole = findMessageProblems(draft).length === 0 ? messageOf(draft) : undefined
  const [first] = draft.tokens
  return (
    <>
      <Title />
      <div className="grid grid-cols-1 items-start gap-x-5 lg:grid-cols-[3fr_2fr]">
        <div ref={form} className="min-w-0">
          <AudienceField draft={draft} choose={change} problem={problemOf('audience')} />
          <MessageFields {...fields} maxPayloadBytes={maxPayloadBytes} />
          <DeliveryFields {...fields} />
          <div className="mt-5 flex flex-wrap gap-2">
            <Button look="primary" onClick={review}>
              {t.review}
            </Button>
            <Button onClick={() => setStored({ draft: EMPTY_DRAFT, requestId: newRequestId() })}>
              {t.clear}
            </Button>
          </div>
        </div>
        <div className="min-w-0">
          <Section title={t.preview}>
            <Preview
              display={shownDisplay(draft)}
              application={draft.application || (first?.applicationName ?? t.application)}
            />
          </Section>
          <OwnDevicePanel candidate={draft.tokens.length === 1 ? first : undefined} message={message} />
          <Templates
            message={message}
            use={(used) =>
              setStored({ ...stored, draft: withMessage(draft, used, format.duration(used.ttl)) })
            }
          />
          <Codes publicUrl={publicUrl} message={whole} deliverAt={deliverAt} />
        </div>
      </div>
      {ready === undefined ? null : (
        <SendDialog
          ready={ready}
          close={() => setReady(undefined)}
          onSent={(composed) => {
            const sentAt = new Date(serverNow()).toISOString()
            showToast(t.sentLead(composed.sent.length))
            setStored({ ...stored, sent: { ...composed, until: ready.message.until, sentAt } })
          }}
        />
      )}
    </>
  )
}

/** A problem of an empty field is shown only after an attempt to send. */
function isTyped({ problem }: DraftProblem): boolean {
  return problem !== 'audienceMissing' && problem !== 'titleMissing'
}
