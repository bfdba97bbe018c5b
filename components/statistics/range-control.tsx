'use client'

import { type FormEvent, useId } from 'react'
import { TIME_RANGES } from '#protocol/dashboard/time-range.ts'
import { toFieldMoment } from '../grid/list-params.ts'
import { readMoment } from '../grid/param-problems.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { texts } from './texts.ts'
import type { ShownRange } from './use-time-range.ts'

type Props = { shown: ShownRange; show: (range: ShownRange) => void }

/** Chooses the time range of the page: a named one, or from and to. The URL keeps it. */
export function RangeControl({ shown, show }: Props) {
  const t = useTexts(texts)
  return (
    <nav aria-label={t.ranges} className="flex flex-wrap items-start gap-2">
      {TIME_RANGES.map((range) => (
        <a
          key={range}
          href={`?range=${range}`}
          aria-current={'range' in shown && shown.range === range ? 'true' : undefined}
          onClick={(event) => {
            event.preventDefault()
            show({ range })
          }}
          className={`${buttonClass()} aria-[current]:border-ink aria-[current]:bg-sunken`}
        >
          {t[range]}
        </a>
      ))}
      <CustomRange key={JSON.stringify(shown)} shown={shown} show={show} />
    </nav>
  )
}

function CustomRange({ shown, show }: Props) {
  const t = useTexts(texts)
  const [from, to] = 'from' in shown ? [readMoment(shown.from), readMoment(shown.to)] : []
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const entered = new FormData(event.currentTarget)
    const [first, last] = ['from', 'to'].map((name) => readMoment(String(entered.get(name) ?? '')))
    if (first !== undefined && last !== undefined) show({ from: first, to: last })
  }
  return (
    <details className="group max-w-full open:basis-full">
      <summary
        aria-current={'from' in shown ? 'true' : undefined}
        className={`${buttonClass()} cursor-pointer list-none aria-[current]:border-ink aria-[current]:bg-sunken group-open:border-ink`}
      >
        {t.custom}
      </summary>
      <form onSubmit={submit} className="mt-2 hidden flex-wrap items-end gap-3 group-open:flex">
        <Moment name="from" label={t.fromUtc} value={from} />
        <Moment name="to" label={t.toUtc} value={to} />
        <Button type="submit">{t.showRange}</Button>
      </form>
    </details>
  )
}

function Moment({ name, label, value }: { name: string; label: string; value: string | undefined }) {
  const id = useId()
  return (
    <label htmlFor={id} className="grid max-w-full gap-1 text-small">
      {label}
      <input
        id={id}
        type="datetime-local"
        name={name}
        required
        defaultValue={value === undefined ? '' : toFieldMoment(value)}
        className="min-h-8 w-56 max-w-full rounded-control border border-edge bg-surface px-2"
      />
    </label>
  )
}
