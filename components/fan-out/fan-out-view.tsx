'use client'

import { useState } from 'react'
import type { FanOut, RecipientOutcome, Recipients } from '#protocol/dashboard/fan-out.ts'
import type { NotificationPayload } from '#protocol/dashboard/lists/notifications.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Button } from '../ui/button.tsx'
import { formatMoment, formatNumber } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { Section } from '../ui/section.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { ArrivalCurve, type Brush } from './arrival-curve.tsx'
import { FanOutAnnouncer } from './fan-out-announcer.tsx'
import { RecipientBar } from './recipient-bar.tsx'
import { RecipientField } from './recipient-field.tsx'
import { RecipientsTable } from './recipients-table.tsx'
import { SentPayload } from './sent-payload.tsx'
import { texts } from './texts.ts'
import { useFanOut } from './use-fan-out.ts'
import { WhyNot } from './why-not.tsx'

type Props = {
  initial: FanOut
  recipients: Recipients
  /** What was sent; missing where the role does not show it. */
  payload: NotificationPayload | undefined
}

/** One notification on its way to everybody, live and afterwards. */
export function FanOutView({ initial, recipients, payload }: Props) {
  const t = useTexts(texts)
  const { fanOut, states, tick, following, togglePause } = useFanOut(initial)
  const [outcome, setOutcome] = useState<RecipientOutcome>()
  const [brush, setBrush] = useState<Brush>()
  const [asked, setAsked] = useState<string>()
  const { id, counts } = fanOut
  const [registeredAtAll, acked] = [fanOut.recipients, counts.acked]

  async function openRecipient(index: number) {
    const found = await readDashboard<Recipients>('listRecipients', {
      ...{ path: { id }, query: { start: String(index), limit: '1' } },
    })
    setAsked(found.rows[0]?.aoiClientId)
  }

  return (
    <>
      <PageTitle title={t.title} lead={<Facts fanOut={fanOut} />}>
        <span className="text-muted text-small">
          {following === 'live' ? t.following : following === 'paused' ? t.paused : t.lost}
        </span>
        <Button onClick={togglePause}>{following === 'paused' ? t.resume : t.pause}</Button>
        <ShareButton />
      </PageTitle>
      <FanOutAnnouncer acked={acked} recipients={registeredAtAll} />
      {fanOut.simulated ? (
        <div className="mt-3">
          <Notice tone="warning" title={t.simulated}>
            {t.recipients(formatNumber(registeredAtAll))}
          </Notice>
        </div>
      ) : null}
      <Section title={t.outcomes} lead={t.recipients(formatNumber(registeredAtAll))}>
        {registeredAtAll === 0 ? <p>{t.noRecipients}</p> : null}
        <RecipientBar counts={counts} chosen={outcome} onChoose={setOutcome} />
      </Section>
      {registeredAtAll === 0 ? null : (
        <>
          <Section title={t.curve} lead={t.curveIs}>
            <ArrivalCurve
              histogram={fanOut.histogram}
              recipients={registeredAtAll}
              brush={brush}
              onBrush={setBrush}
            />
          </Section>
          <Section title={t.everybody} lead={registeredAtAll > 60 ? t.fieldIs : undefined}>
            <RecipientField
              id={id}
              states={states}
              tick={tick}
              onOpen={(index) => void openRecipient(index)}
            />
          </Section>
        </>
      )}
      <Section title={t.explain} lead={t.explainIs}>
        <WhyNot id={id} asked={asked} onAsk={setAsked} />
      </Section>
      {registeredAtAll === 0 ? null : (
        <Section title={t.table}>
          <RecipientsTable
            key={`${outcome} ${brush?.from} ${brush?.to}`}
            id={id}
            initial={recipients}
            outcome={outcome}
            brush={brush}
            live={following === 'live' && fanOut.state === 'live' && acked < registeredAtAll}
            onWhy={setAsked}
          />
        </Section>
      )}
      <Section title={t.payload}>
        {payload === undefined ? <p className="text-muted">{t.noPayload}</p> : <SentPayload sent={payload} />}
      </Section>
    </>
  )
}

function Facts({ fanOut }: { fanOut: FanOut }) {
  const t = useTexts(texts)
  const zone = useHydrated() ? 'local' : 'UTC'
  const { state, expiresAt, endedAt } = fanOut
  return (
    <>
      <p className="wrap-anywhere">
        <PlainText className="font-medium text-ink">{fanOut.applicationName}</PlainText> · {t.token}{' '}
        <a href={`/tokens/${fanOut.tokenId}`} className="font-mono text-accent underline underline-offset-2">
          {fanOut.tokenFingerprint}
        </a>{' '}
        · <code className="font-mono">{fanOut.id}</code>
      </p>
      <p>
        {t.accepted} {formatMoment(fanOut.acceptedAt, zone)} · {t[state]}
        {endedAt === undefined ? '' : ` ${formatMoment(endedAt, zone)}`} ·{' '}
        {state === 'expired' ? t.ended : t.ends} {formatMoment(expiresAt, zone)}
      </p>
    </>
  )
}

function ShareButton() {
  const t = useTexts(texts)
  const [done, setDone] = useState(false)
  return (
    <Button
      onClick={() => {
        navigator.clipboard.writeText(location.href).then(
          () => setDone(true),
          () => undefined,
        )
      }}
      onBlur={() => setDone(false)}
    >
      <span aria-live="polite">{done ? t.shared : t.share}</span>
    </Button>
  )
}
