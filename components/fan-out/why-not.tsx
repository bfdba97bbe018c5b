'use client'

import { useQuery } from '@tanstack/react-query'
import type { Explanation } from '#protocol/dashboard/fan-out.ts'
import { explainFailure, failureTexts } from '../acts/failure-texts.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { PushServiceLine } from './push-service-line.tsx'
import { texts } from './texts.ts'

const REFETCH_MILLISECONDS = 2000

const SENTENCES = {
  unknownAoiClient: 'unknownAoiClient',
  neverRegistered: 'neverRegistered',
  registeredLater: 'registeredLater',
  hadItBefore: 'hadItBefore',
  deregisteredBefore: 'deregisteredBefore',
  acked: 'explainAcked',
  sentNotAcked: 'sentNotAcked',
  connectedNotReading: 'connectedNotReading',
  waitsForPushService: 'waitsForPushService',
  pushedNotConfirmed: 'pushedNotConfirmed',
  neverConfirmed: 'neverConfirmed',
  offline: 'offline',
  expired: 'explainExpired',
  cancelled: 'explainCancelled',
  replaced: 'explainReplaced',
  revoked: 'explainRevoked',
} as const

const STEPS = {
  registered: 'stepRegistered',
  accepted: 'stepAccepted',
  connected: 'stepConnected',
  sent: 'stepSent',
  acked: 'stepAcked',
} as const

/** The steps of a notification that only a push service can deliver. */
const PUSH_STEPS = { ...STEPS, connected: 'stepPushQueued', sent: 'stepPushed' } as const

const PUSHED: readonly Explanation['explanation'][] = [
  ...(['waitsForPushService', 'pushedNotConfirmed', 'neverConfirmed'] as const),
]

type Props = { id: string; asked: string | undefined; paused: boolean; onAsk: (aoiClientId: string) => void }

/** Shows whether the notification arrived at one AOI Client, and if not, at which step it stands. */
export function WhyNot({ id, asked, paused, onAsk }: Props) {
  const failures = useTexts(failureTexts)
  const t = useTexts(texts)
  const { data, error } = useQuery({
    queryKey: ['dashboard', 'explainRecipient', id, asked],
    queryFn: ({ signal }) =>
      readDashboard<Explanation>('explainRecipient', { path: { id, aoiClientId: asked ?? '' }, signal }),
    enabled: asked !== undefined,
    retry: false,
    refetchInterval: ({ state }) =>
      paused || state.data === undefined || state.data.explanation === 'acked' ? false : REFETCH_MILLISECONDS,
  })
  return (
    <div>
      <form
        key={asked}
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          onAsk(String(new FormData(event.currentTarget).get('aoiClientId')).trim())
        }}
      >
        <label className="min-w-0 flex-1 basis-64">
          <span className="block font-medium text-small">{t.aoiClient}</span>
          <input
            name="aoiClientId"
            defaultValue={asked}
            placeholder="ac_…"
            required
            maxLength={64}
            spellCheck={false}
            className="mt-1 block min-h-8 w-full rounded-control border border-edge bg-surface px-2.5 font-mono text-small"
          />
        </label>
        <Button type="submit">{t.ask}</Button>
      </form>
      <div aria-live="polite" className="mt-3 empty:hidden">
        {error === null ? null : (
          <Notice tone="warning" title={t.failed}>
            {error instanceof DashboardError ? explainFailure(error, failures) : ''}
          </Notice>
        )}
        {data === undefined ? null : <Ladder explanation={data} />}
      </div>
    </div>
  )
}

function Ladder({ explanation }: { explanation: Explanation }) {
  const t = useTexts(texts)
  const format = useFormat()
  const { name, aoiClientId, at, lastSeenAt, steps } = explanation
  const isPushed = PUSHED.includes(explanation.explanation)
  const standing = steps.find(({ done }) => !done)?.step
  return (
    <div>
      <p className="font-semibold">{t[SENTENCES[explanation.explanation]]}</p>
      <p className="text-muted text-small">
        <PlainText>{name ?? aoiClientId}</PlainText>
        {at === undefined ? null : ` · ${t.at} ${format.moment(at, 'local')}`}
        {lastSeenAt === undefined ? null : ` · ${t.lastSeen} ${format.moment(lastSeenAt, 'local')}`}
      </p>
      <PushServiceLine service={explanation.pushService} />
      <ol className="mt-3 grid gap-1.5">
        {steps.map(({ step, done, at: when }) => (
          <li
            key={step}
            aria-current={step === standing ? 'step' : undefined}
            className={`flex items-baseline gap-2 ${done ? '' : 'text-muted'} ${step === standing ? 'font-medium' : ''}`}
          >
            <span aria-hidden="true" className="w-4 text-center">
              {done ? '✓' : step === standing ? '→' : '·'}
            </span>
            {t[(isPushed ? PUSH_STEPS : STEPS)[step]]}
            {when === undefined ? null : (
              <time dateTime={when} className="text-muted text-small">
                {format.moment(when, 'local')}
              </time>
            )}
          </li>
        ))}
      </ol>
    </div>
  )
}
