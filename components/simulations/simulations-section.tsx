'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import type { SimulationStarted, Simulations } from '#protocol/dashboard/simulations.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { useAct } from '../acts/use-act.ts'
import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { ActLabel } from '../ui/act-label.tsx'
import { Button } from '../ui/button.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { Section } from '../ui/section.tsx'
import { showToast } from '../ui/toast.ts'

const [en, de] = [countIn('en'), countIn('de')]

const texts = defineTexts({
  en: {
    title: 'Simulated recipients',
    lead: 'A simulation shows a fan-out to many recipients before you have that many. The dashboard marks simulated recipients everywhere. They include no real AOI Client, and you can remove them.',
    recipients: 'Recipients',
    start: 'Simulate',
    starting: 'Creating recipients…',
    remove: 'Remove',
    removeTitle: 'Remove simulated recipients',
    removeHow:
      'The server removes these recipients, their token and its notifications. It changes no real AOI Client.',
    removeIt: (count: string) => `Remove ${count} recipients`,
    removed: (count: string) => `Simulated recipients removed: ${count}.`,
    row: (count: number) => en(count, 'simulated recipient', 'simulated recipients'),
    failed: 'The action failed',
  },
  de: {
    title: 'Simulierte Empfänger',
    lead: 'Eine Simulation zeigt einen Fan-out an viele Empfänger, bevor Sie so viele haben. Das Dashboard kennzeichnet simulierte Empfänger überall. Kein echter AOI Client ist darunter, und Sie können sie entfernen.',
    recipients: 'Empfänger',
    start: 'Simulieren',
    starting: 'Empfänger werden erstellt …',
    remove: 'Entfernen',
    removeTitle: 'Simulierte Empfänger entfernen',
    removeHow:
      'Der Server entfernt diese Empfänger, ihr Token und dessen Benachrichtigungen. Er ändert keinen echten AOI Client.',
    removeIt: (count: string) => `${count} Empfänger entfernen`,
    removed: (count: string) => `Entfernte simulierte Empfänger: ${count}.`,
    row: (count: number) => de(count, 'simulierter Empfänger', 'simulierte Empfänger'),
    failed: 'Die Aktion ist fehlgeschlagen',
  },
})

type Simulation = Simulations['simulations'][number]

const SIZES = [3, 300, 4000, 100_000] as const

/** Simulations: start one, open its fan-out, remove it. */
export function SimulationsSection() {
  const t = useTexts(texts)
  const [removing, remove] = useState<Simulation>()
  const query = useQuery({
    queryKey: ['dashboard', 'listSimulations'],
    queryFn: ({ signal }) => readDashboard<Simulations>('listSimulations', { signal }),
  })
  return (
    <Section title={t.title} lead={t.lead}>
      <StartForm />
      <div className="mt-3 empty:hidden">
        <ReadState query={query} />
      </div>
      <ul className="mt-3 grid gap-2 empty:hidden">
        {(query.data?.simulations ?? []).map((simulation) => (
          <li key={simulation.simulationId} className="flex flex-wrap items-center justify-between gap-2">
            <a href={`/tokens/${simulation.simulationId}`} className="hover:underline">
              {t.row(simulation.recipients)}
            </a>
            <Button onClick={() => remove(simulation)}>
              <ActLabel verb={t.remove} object={t.row(simulation.recipients)} />
            </Button>
          </li>
        ))}
      </ul>
      {removing === undefined ? null : (
        <RemoveSimulation simulation={removing} close={() => remove(undefined)} />
      )}
    </Section>
  )
}

function StartForm() {
  const t = useTexts(texts)
  const format = useFormat()
  const router = useRouter()
  const { run, busy, refused } = useAct()

  async function start(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const recipients = Number(new FormData(event.currentTarget).get('recipients'))
    const started = await run<SimulationStarted>('startSimulation', { body: { recipients } })
    if (started !== undefined) router.push(`/notifications/${started.notificationId}`)
  }

  return (
    <>
      <form method="post" className="flex flex-wrap items-end gap-2" onSubmit={(event) => void start(event)}>
        <label>
          <span className="block font-medium text-small">{t.recipients}</span>
          <select
            name="recipients"
            defaultValue={300}
            className="mt-1 min-h-8 rounded-control border border-edge bg-surface px-2"
          >
            {SIZES.map((size) => (
              <option key={size} value={size}>
                {format.number(size)}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" busy={busy}>
          {busy ? t.starting : t.start}
        </Button>
      </form>
      <FailureNotice title={t.failed} why={refused} />
    </>
  )
}

function RemoveSimulation({ simulation, close }: { simulation: Simulation; close: () => void }) {
  const t = useTexts(texts)
  const format = useFormat()
  const act = useAct()
  const count = format.number(simulation.recipients)

  async function remove() {
    const path = { id: simulation.simulationId }
    if ((await act.run('removeSimulation', { path })) === undefined) return
    showToast(t.removed(count))
    close()
  }

  return (
    <Confirmation
      name="removeSimulation"
      title={t.removeTitle}
      description={t.removeHow}
      objects={[{ label: t.recipients, value: count }]}
      verb={t.removeIt(count)}
      act={act}
      perform={remove}
      close={close}
    />
  )
}
