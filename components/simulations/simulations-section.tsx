'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { SimulationStarted, Simulations } from '#protocol/dashboard/simulations.ts'
import { defineTexts } from '../i18n/define-texts.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { actDashboard, readDashboard } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { Button } from '../ui/button.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'

const texts = defineTexts({
  en: {
    title: 'Simulated recipients',
    lead: 'See a fan-out to many before there are so many. They are marked everywhere, no real AOI Client among them, and can be removed.',
    recipients: 'Recipients',
    start: 'Simulate',
    starting: 'They are being made …',
    remove: 'Remove',
    removing: 'Removing …',
    row: (count: string) => `${count} simulated recipients`,
    failed: 'That did not work',
  },
  de: {
    title: 'Simulierte Empfänger',
    lead: 'Ein Fan-out an viele, bevor es so viele gibt. Sie sind überall gekennzeichnet, kein echter AOI Client ist dabei, und man kann sie entfernen.',
    recipients: 'Empfänger',
    start: 'Simulieren',
    starting: 'Sie werden gemacht …',
    remove: 'Entfernen',
    removing: 'Wird entfernt …',
    row: (count: string) => `${count} simulierte Empfänger`,
    failed: 'Das ging nicht',
  },
})

const SIZES = [3, 300, 4000, 100_000] as const

/** Simulations: start one, see its fan-out, take it away again. */
export function SimulationsSection() {
  const t = useTexts(texts)
  const format = useFormat()
  const router = useRouter()
  const queries = useQueryClient()
  const [busy, setBusy] = useState<string>()
  const [why, setWhy] = useState<string>()
  const queryKey = ['dashboard', 'listSimulations']
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => readDashboard<Simulations>('listSimulations', { signal }),
  })

  async function attempt(name: string, act: () => Promise<void>) {
    setBusy(name)
    setWhy(undefined)
    try {
      await act()
    } catch (error) {
      setWhy(error instanceof DashboardError ? error.desc : String(error))
    }
    setBusy(undefined)
    await queries.invalidateQueries({ queryKey })
  }

  const start = (recipients: number) =>
    attempt('start', async () => {
      const started = await actDashboard<SimulationStarted>('startSimulation', { body: { recipients } })
      router.push(`/notifications/${started.notificationId}`)
    })

  return (
    <Section title={t.title} lead={t.lead}>
      <form
        method="post"
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          void start(Number(new FormData(event.currentTarget).get('recipients')))
        }}
      >
        <label>
          <span className="block font-medium text-small">{t.recipients}</span>
          <select
            name="recipients"
            defaultValue={300}
            className="mt-1 min-h-9 rounded-control border border-edge bg-surface px-2"
          >
            {SIZES.map((size) => (
              <option key={size} value={size}>
                {format.number(size)}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" busy={busy !== undefined}>
          {busy === 'start' ? t.starting : t.start}
        </Button>
      </form>
      <FailureNotice title={t.failed} why={why} />
      <div className="mt-3 empty:hidden">
        <ReadState query={query} />
      </div>
      <ul className="mt-3 grid gap-2 empty:hidden">
        {(query.data?.simulations ?? []).map(({ simulationId, recipients }) => (
          <li key={simulationId} className="flex flex-wrap items-center justify-between gap-2">
            <a href={`/tokens/${simulationId}`} className="hover:underline">
              {t.row(format.number(recipients))}
            </a>
            <Button
              busy={busy !== undefined}
              onClick={() =>
                void attempt(simulationId, () =>
                  actDashboard('removeSimulation', { path: { id: simulationId } }),
                )
              }
            >
              {busy === simulationId ? t.removing : t.remove}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
