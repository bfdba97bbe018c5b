'use client'

import { useQuery } from '@tanstack/react-query'
import { memo } from 'react'
import { ackStages } from '#protocol/dashboard/stage-times.ts'
import type { NotificationStages } from '#protocol/dashboard/stages.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Section } from '../ui/section.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { type LiveFanOut, useCalmProgress, useProgress } from './live-fan-out.ts'
import { describeStages, placeOnAxis, type StageRow } from './time-line-rows.ts'
import { timeLineTexts } from './time-line-texts.ts'

const REFETCH_MILLISECONDS = 5000

/** The stages of the notification from its acceptance to its end, each beside its usual time for the token. */
export function TimeLine({ live }: { live: LiveFanOut }) {
  const t = useTexts(timeLineTexts)
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  const { id, acceptedAt, expiresAt, endedAt, recipients } = live.notification
  const state = useProgress(live, (progress) => progress.state)
  const acked = useCalmProgress(live, (progress) => progress.histogram)
  const { data: stages } = useQuery({
    queryKey: ['dashboard', 'readStages', id],
    queryFn: ({ signal }) => readDashboard<NotificationStages>('readStages', { path: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state: { data } }) =>
      state === 'live' && data?.seen.firstWrite === undefined ? REFETCH_MILLISECONDS : false,
  })
  const rows = describeStages({ stages, acks: ackStages(acked, recipients), state })
  const longest = Math.max(1, ...rows.flatMap(timesOf))
  const ends = state === 'live' ? t.expires : t[state]
  return (
    <Section title={t.title} lead={<Lead rows={rows} stages={stages} />}>
      <ol className="grid gap-y-2">
        <Moment name={t.received} when={format.moment(acceptedAt, zone)} done />
        {rows.map(({ stage, own, usual, comparison }) => (
          <Step key={stage} {...{ stage, own, usual, comparison, longest }} />
        ))}
        <Moment name={ends} when={format.moment(endedAt ?? expiresAt, zone)} done={state !== 'live'} />
      </ol>
      {rows.some(({ own }) => own === 'notRecorded') && stages !== undefined ? (
        <p className="mt-2 text-muted text-small">
          {t.notRecorded}: {t.notRecordedIs}
        </p>
      ) : null}
    </Section>
  )
}

function timesOf({ own, usual }: StageRow): number[] {
  return [own, usual].filter((time) => typeof time === 'number')
}

/** The comparison in one sentence, for the stage that matters most: when half of the recipients had it. */
function Lead({ rows, stages }: { rows: readonly StageRow[]; stages: NotificationStages | undefined }) {
  const t = useTexts(timeLineTexts)
  const format = useFormat()
  if (stages === undefined) return <p>…</p>
  const half = rows.find(({ stage }) => stage === 'half')
  if (half?.usual === undefined) return <p>{t.noUsual}</p>
  const usual = format.length(half.usual)
  return (
    <p>
      <span className={half.comparison === 'slower' ? 'font-medium text-danger' : 'text-ink'}>
        {typeof half.own === 'number' ? t.halfTook(usual, format.length(half.own)) : t.halfNotYet(usual)}
      </span>{' '}
      {t.comparedWith(stages.notifications)}
    </p>
  )
}

const COLUMNS = 'grid grid-cols-[1rem_1fr] items-baseline gap-x-2 sm:grid-cols-[1rem_13rem_1fr_7rem_16rem]'

function Dot({ done }: { done: boolean }) {
  return (
    <span aria-hidden="true" className={done ? 'text-accent' : 'text-muted'}>
      {done ? '●' : '○'}
    </span>
  )
}

function Moment({ name, when, done }: { name: string; when: string; done: boolean }) {
  return (
    <li className={COLUMNS}>
      <Dot done={done} />
      <span className="text-muted text-small">{name}</span>
      <span className="col-start-2 tabular-nums sm:col-span-3 sm:col-start-3">{when}</span>
    </li>
  )
}

const Step = memo(function Step({ stage, own, usual, comparison, longest }: StageRow & { longest: number }) {
  const t = useTexts(timeLineTexts)
  const format = useFormat()
  const isKnown = typeof own === 'number'
  return (
    <li className={COLUMNS}>
      <Dot done={isKnown} />
      <span className="text-muted text-small">{t[stage]}</span>
      <svg
        aria-hidden="true"
        className="h-2 w-full self-center overflow-visible rounded-full bg-sunken max-sm:hidden"
        preserveAspectRatio="none"
        viewBox="0 0 100 8"
      >
        {isKnown ? (
          <rect
            className={comparison === 'slower' ? 'fill-danger' : 'fill-accent'}
            height="8"
            width={placeOnAxis(own, longest)}
          />
        ) : null}
        {usual === undefined ? null : (
          <rect className="fill-ink" height="16" width="0.5" x={placeOnAxis(usual, longest)} y="-4" />
        )}
      </svg>
      <span className="tabular-nums max-sm:col-start-2">{isKnown ? format.length(own) : t[own]}</span>
      <span className="text-muted text-small max-sm:col-start-2">
        {usual === undefined ? '' : t.usually(format.length(usual))}
        {comparison === undefined || comparison === 'asUsual' ? null : (
          <span className={comparison === 'slower' ? 'font-medium text-danger' : ''}> · {t[comparison]}</span>
        )}
      </span>
    </li>
  )
})
