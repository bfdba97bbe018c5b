'use client'

import { useQueryStates } from 'nuqs'
import { Activity, useCallback } from 'react'
import type { FanOut, Recipients } from '#protocol/dashboard/fan-out.ts'
import { countOpen } from '#protocol/dashboard/recipient-states.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { PauseSwitch } from '../live/pause-switch.tsx'
import { describeOutcome, outcomeTexts } from '../notifications/outcome.ts'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Section } from '../ui/section.tsx'
import { ArrivalCurve } from './arrival-curve.tsx'
import { FanOutActs, type FanOutPermissions } from './fan-out-acts.tsx'
import { FanOutAnnouncer } from './fan-out-announcer.tsx'
import { FanOutFacts, ShareButton } from './fan-out-facts.tsx'
import { FAN_OUT_PARAMS, type FanOutParams } from './fan-out-params.ts'
import { type LiveFanOut, useCalmProgress, useProgress } from './live-fan-out.ts'
import type { PayloadPreview } from './payload-preview.ts'
import { RecipientBar } from './recipient-bar.tsx'
import { RecipientField } from './recipient-field.tsx'
import { RecipientsTable } from './recipients-table.tsx'
import { SentPayload } from './sent-payload.tsx'
import { texts } from './texts.ts'
import { TimeLine } from './time-line.tsx'
import { useFanOut } from './use-fan-out.ts'
import { WhyNot } from './why-not.tsx'

type Props = {
  initial: FanOut
  recipients: Recipients
  /** The sent payload; missing if the role may not see it. */
  payload: PayloadPreview | undefined
  /** The query that `recipients` answers. */
  firstQuery: Record<string, string>
  may: FanOutPermissions
}

/** One notification on its way to all recipients, live and afterwards. */
export function FanOutView({ initial, recipients, payload, firstQuery, may }: Props) {
  const t = useTexts(texts)
  const { live, notification, liveness, togglePause } = useFanOut(initial)
  const state = useProgress(live, (progress) => progress.state)
  const [params, setParams] = useQueryStates(FAN_OUT_PARAMS, { history: 'replace', scroll: false })
  const go = useCallback(
    (next: Partial<FanOutParams>) => void setParams(next).catch(() => undefined),
    [setParams],
  )
  const { id, recipients: registeredAtAll } = notification

  return (
    <>
      <PageTitle title={t.title} lead={<FanOutFacts {...{ notification, state }} />}>
        <PauseSwitch liveness={liveness} toggle={togglePause} />
        <ShareButton />
        <FanOutActs {...{ live, may }} isErased={payload?.erasedAt !== undefined} />
      </PageTitle>
      <FanOutAnnouncer live={live} recipients={registeredAtAll} />
      {notification.simulated ? (
        <div className="mt-3">
          <Notice tone="warning" title={t.simulated}>
            {t.recipients(registeredAtAll)}
          </Notice>
        </div>
      ) : null}
      <Section title={t.outcomes} lead={<OutcomeLead live={live} recipients={registeredAtAll} />}>
        {registeredAtAll === 0 ? <p>{t.noRecipients}</p> : null}
        <RecipientBar
          live={live}
          chosen={params.outcome ?? undefined}
          onChoose={(outcome) => go({ outcome: outcome ?? null, start: null })}
        />
      </Section>
      <TimeLine live={live} />
      {registeredAtAll === 0 ? null : (
        <ArrivalSections {...{ id, live, params, go }} recipients={registeredAtAll} />
      )}
      <Section title={t.explain} lead={t.explainIs}>
        <WhyNot
          id={id}
          asked={params.why ?? undefined}
          paused={liveness.state === 'paused'}
          onAsk={(why) => go({ why })}
        />
      </Section>
      {registeredAtAll === 0 ? null : (
        <Section title={t.table}>
          <Activity>
            <RecipientsTable
              id={id}
              initial={recipients}
              firstQuery={firstQuery}
              params={params}
              go={go}
              live={live}
            />
          </Activity>
        </Section>
      )}
      <PayloadSection id={id} payload={payload} />
    </>
  )
}

function PayloadSection({ id, payload }: Pick<Props, 'payload'> & { id: string }) {
  const t = useTexts(texts)
  return (
    <Section title={t.payload}>
      {payload === undefined ? (
        <p className="text-muted">{t.noPayload}</p>
      ) : (
        <SentPayload id={id} sent={payload} />
      )}
    </Section>
  )
}

type ArrivalProps = {
  id: string
  live: LiveFanOut
  recipients: number
  params: FanOutParams
  go: (next: Partial<FanOutParams>) => void
}

/** The curve of acknowledgements over time, and the field with one mark for each recipient. */
function ArrivalSections({ id, live, recipients, params, go }: ArrivalProps) {
  const t = useTexts(texts)
  const brush = params.from === null || params.to === null ? undefined : { from: params.from, to: params.to }

  async function openRecipient(index: number) {
    const page = await readDashboard<Recipients>('listRecipients', {
      ...{ path: { id }, query: { start: String(index), limit: '1' } },
    })
    go({ why: page.rows[0]?.aoiClientId ?? null })
  }

  return (
    <>
      <Section title={t.curve} lead={t.curveIs}>
        <ArrivalCurve
          live={live}
          recipients={recipients}
          brush={brush}
          onBrush={(next) => go({ from: next?.from ?? null, to: next?.to ?? null, start: null })}
        />
      </Section>
      <Section title={t.everybody} lead={recipients > 60 ? t.fieldIs : undefined}>
        <RecipientField id={id} live={live} onOpen={(index) => void openRecipient(index)} />
      </Section>
    </>
  )
}

/** The outcome in the words of the lists, where all that may still get it count as pending. */
function OutcomeLead({ live, recipients }: { live: LiveFanOut; recipients: number }) {
  const t = useTexts(texts)
  const says = { t: useTexts(outcomeTexts), format: useFormat() }
  const counts = useCalmProgress(live, (progress) => progress.counts)
  const pending = countOpen(counts)
  const expired = counts.expired + counts.revoked
  const summary = describeOutcome({ recipients, acked: counts.acked, pending, expired }, says)
  return (
    <>
      {t.recipients(recipients)}: {summary}
      {pending > 0 ? `. ${t.pendingAre}` : ''}
    </>
  )
}
