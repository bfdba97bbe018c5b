'use client'

import type { ReactNode } from 'react'
import { useState } from 'react'
import type { CreatedApiKey } from '#protocol/dashboard/acts.ts'
import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'
import { explainFailure, failureTexts } from '../acts/failure-texts.ts'
import { Stored, useStoring } from '../acts/shown-once.tsx'
import { DEMO_APPLICATION } from '../demo/phone.ts'
import { PhoneShelf } from '../demo/phone-shelf.tsx'
import { usePhones } from '../demo/use-phones.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { actDashboard } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { useStepUp } from '../operators/step-up.tsx'
import { TokenDiagram } from '../tokens/token-diagram.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { listenCommand } from '../ui/listen-command.ts'
import { PageTitle } from '../ui/page-title.tsx'
import { texts } from './texts.ts'

/** The server's progress so far, for an operator on a later visit. */
export type Progress = {
  publicUrl: string
  registration: RegistrationPolicy
  hasRegistrations: boolean
  hasKey: boolean
  lastNotificationId: string | undefined
}

/** Three steps from an empty server to a delivered notification; each step is ticked automatically. */
export function StartView({ progress }: { progress: Progress }) {
  const t = useTexts(texts)
  const failures = useTexts(failureTexts)
  const withStepUp = useStepUp()
  const phones = usePhones({ eavesdropper: false })
  const [key, setKey] = useState<string>()
  const [sentId, setSentId] = useState<string>()
  const [why, setWhy] = useState<string>()
  const [busy, setBusy] = useState<'createKey' | 'send'>()
  const [isStored, setStored] = useState(false)
  const storing = useStoring(key !== undefined && !isStored)
  const { publicUrl } = progress
  const notificationId = sentId ?? progress.lastNotificationId
  const hasClients = phones.status === 'there' || progress.hasRegistrations
  const hasKey = key !== undefined || progress.hasKey

  async function attempt(name: 'createKey' | 'send', act: () => Promise<void>) {
    setBusy(name)
    setWhy(undefined)
    try {
      await act()
    } catch (error) {
      setWhy(error instanceof DashboardError ? explainFailure(error, failures) : String(error))
    }
    setBusy(undefined)
  }

  const createKey = () =>
    attempt('createKey', async () => {
      const body = { name: 'demo-sender', grants: [DEMO_APPLICATION] }
      const made = await withStepUp(() => actDashboard<CreatedApiKey>('createApiKey', { body }))
      setKey(made.key)
    })

  const send = () =>
    attempt('send', async () => {
      // Sends the same request as the command on the page, through the public API.
      const response = await fetch('/api/v1/notifications', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: bodyOf(phones.token, t.hello),
      })
      const answered = (await response.json()) as { notificationId?: string; desc?: string }
      if (!response.ok) throw new Error(answered.desc)
      setSentId(answered.notificationId)
    })

  return (
    <>
      <PageTitle title={t.title} lead={t.lead} />
      <FailureNotice title={t.failed} why={why} />
      <div className="mt-4">
        <TokenDiagram />
      </div>
      <ol className="mt-5 grid gap-4">
        <Step number={1} title={t.clients} done={hasClients} current={!hasClients}>
          <p>{t.clientsIs}</p>
          <Command
            text={listenCommand({
              ...progress,
              application: DEMO_APPLICATION,
              seed: 'a secret of 16 bytes or more',
            })}
            name={t.mayListen}
          />
          {phones.status === 'away' || phones.status === 'failed' || phones.status === 'starting' ? (
            <Button look="primary" busy={phones.status === 'starting'} onClick={() => void phones.start()}>
              {phones.status === 'starting' ? t.starting : t.beClients}
            </Button>
          ) : null}
          <PhoneShelf phones={phones} />
        </Step>
        <Step number={2} title={t.application} done={hasKey} current={hasClients && !hasKey}>
          <p>{progress.hasKey && key === undefined ? t.someKey : t.applicationIs}</p>
          {key === undefined ? (
            <Button
              look={hasClients && !hasKey ? 'primary' : 'plain'}
              busy={busy === 'createKey'}
              onClick={() => void createKey()}
            >
              {t.createKey}
            </Button>
          ) : (
            <>
              <Command text={key} name={t.keyIs} />
              {isStored ? null : <Stored asking={storing.asking} onStored={() => setStored(true)} />}
            </>
          )}
          {key === undefined ? null : phones.token === undefined ? (
            <p className="text-muted">{t.needsToken}</p>
          ) : (
            <>
              <Command
                text={curlOf({ publicUrl, key, body: bodyOf(phones.token, t.hello) })}
                name={t.mayCurl}
              />
              <Button look="primary" busy={busy === 'send'} onClick={() => void send()}>
                {t.sendHere}
              </Button>
            </>
          )}
        </Step>
        <Step number={3} title={t.arrived} done={notificationId !== undefined} current={hasKey}>
          <p>{t.arrivedIs}</p>
          {notificationId === undefined ? (
            <p className="text-muted">{t.notYet}</p>
          ) : (
            <a href={`/notifications/${notificationId}`} className={buttonClass('primary')}>
              {t.openFanOut}
            </a>
          )}
        </Step>
      </ol>
    </>
  )
}

function bodyOf(clientAppToken: string | undefined, payload: string): string {
  return JSON.stringify({ messageType: 'notificationReq', clientAppToken, payload })
}

function curlOf({ publicUrl, key, body }: { publicUrl: string; key: string; body: string }): string {
  return `curl -X POST ${publicUrl}/api/v1/notifications -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${body.replaceAll("'", "'\\''")}'`
}

type StepProps = { number: number; title: string; done: boolean; current: boolean; children: ReactNode }

function Step({ number, title, done, current, children }: StepProps) {
  const t = useTexts(texts)
  return (
    <li
      aria-current={current && !done ? 'step' : undefined}
      data-done={done}
      className="grid grid-cols-[2.25rem_1fr] gap-3 rounded-panel border border-line bg-surface p-4 aria-[current=step]:border-accent"
    >
      <span
        aria-hidden="true"
        className={`grid size-8 place-items-center rounded-full border ${done ? 'border-accent bg-accent text-on-accent' : 'border-edge'}`}
      >
        {done ? '✓' : number}
      </span>
      <div className="grid min-w-0 justify-items-start gap-3 *:max-w-full">
        <h2 className="font-semibold">
          {title}
          <span className="ml-2 font-normal text-muted text-small">
            {done ? t.done : current ? t.next : ''}
          </span>
        </h2>
        {children}
      </div>
    </li>
  )
}
