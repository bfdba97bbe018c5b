'use client'

import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { URGENCIES } from '#protocol/urgencies.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Section } from '../ui/section.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import type { Draft } from './draft.ts'
import { Field } from './field.tsx'
import type { DraftFields } from './message-fields.tsx'
import { dayOf, lastDayOf, readDeliveryTime } from './read-delivery-time.ts'
import { texts } from './texts.ts'

const UNTILS = {
  '': 'untilNobody',
  first: 'untilFirst',
  all: 'untilAll',
  count: 'untilCount',
} as const satisfies Record<Draft['until'], string>
const UNTIL_NAMES = ['', 'first', 'all', 'count'] as const satisfies readonly Draft['until'][]

/** When and how the notification is delivered. */
export function DeliveryFields(props: DraftFields) {
  const t = useTexts(texts)
  const { draft, change, problemOf } = props
  return (
    <Section title={t.delivery}>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <TimeFields {...props} />
        <Field label={t.ttl} hint={t.ttlHint} problem={problemOf('ttl')}>
          {(control) => (
            <input
              {...control}
              value={draft.ttl}
              autoComplete="off"
              onChange={(event) => change({ ttl: event.target.value })}
            />
          )}
        </Field>
        <Field label={t.urgency}>
          {(control) => (
            <select
              {...control}
              value={draft.urgency}
              onChange={({ target }) =>
                change({ urgency: URGENCIES.find((one) => one === target.value) ?? 'normal' })
              }
            >
              {URGENCIES.map((urgency) => (
                <option key={urgency} value={urgency}>
                  {t[urgency]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t.topic} hint={t.topicHint} problem={problemOf('topic')}>
          {(control) => (
            <input
              {...control}
              value={draft.topic}
              autoComplete="off"
              onChange={(event) => change({ topic: event.target.value })}
            />
          )}
        </Field>
        <UntilFields {...props} />
      </div>
    </Section>
  )
}

function TimeFields({ draft, change, problemOf }: DraftFields) {
  const t = useTexts(texts)
  const format = useFormat()
  const isHydrated = useHydrated()
  const now = new Date()
  const at = isHydrated ? readDeliveryTime(draft, now) : undefined
  const isKnown = at !== undefined && !Number.isNaN(at.getTime())
  const zone = isHydrated ? new Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC'
  const shown = isKnown
    ? t.sendsAt(format.moment(at.toISOString(), 'local'), format.age(at.toISOString(), now.toISOString()))
    : t.timeHint
  return (
    <>
      <Field
        label={t.time}
        hint={`${shown}${isKnown ? ' · ' : ' '}${t.zone(zone)}`}
        problem={problemOf('time')}
      >
        {(control) => (
          <input
            {...control}
            type="time"
            value={draft.time}
            onChange={(event) => change({ time: event.target.value })}
          />
        )}
      </Field>
      <Field label={t.date} hint={t.dateHint}>
        {(control) => (
          <input
            {...control}
            type="date"
            min={isHydrated ? dayOf(now) : undefined}
            max={isHydrated ? lastDayOf(now, PAGE_LIMITS.scheduleSecondsMax) : undefined}
            value={draft.date}
            onChange={(event) => change({ date: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}

function UntilFields({ draft, change, problemOf }: DraftFields) {
  const t = useTexts(texts)
  const names = UNTIL_NAMES
  return (
    <>
      <Field label={t.until}>
        {(control) => (
          <select
            {...control}
            value={draft.until}
            onChange={({ target }) => change({ until: names.find((one) => one === target.value) ?? '' })}
          >
            {names.map((until) => (
              <option key={until} value={until}>
                {t[UNTILS[until]]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {draft.until === 'count' ? (
        <Field label={t.count} problem={problemOf('until')}>
          {(control) => (
            <input
              {...control}
              inputMode="numeric"
              value={draft.untilCount}
              onChange={(event) => change({ untilCount: event.target.value })}
            />
          )}
        </Field>
      ) : null}
    </>
  )
}
