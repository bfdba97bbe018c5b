'use client'

import { useState } from 'react'
import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'
import { Stored, useStoring } from '../acts/shown-once.tsx'
import { DEMO_APPLICATION } from '../demo/phone.ts'
import { PhoneShelf } from '../demo/phone-shelf.tsx'
import { type Phones, usePhones } from '../demo/use-phones.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Invite } from '../tokens/invite.tsx'
import { TokenDiagram } from '../tokens/token-diagram.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { listenCommand } from '../ui/listen-command.ts'
import { PageTitle } from '../ui/page-title.tsx'
import { curlCommand, notificationBody } from './notification-body.ts'
import { Step } from './step.tsx'
import { texts } from './texts.ts'
import { type FirstSend, useFirstSend } from './use-first-send.ts'

/** The server's progress so far, for an operator on a later visit. */
export type Progress = {
  publicUrl: string
  registration: RegistrationPolicy
  hasRegistrations: boolean
  hasKey: boolean
  lastNotificationId: string | undefined
}

type Props = { progress: Progress; mayCompose: boolean }

/** Three steps from an empty server to a delivered notification; each step is ticked automatically. */
export function StartView({ progress, mayCompose }: Props) {
  const t = useTexts(texts)
  const phones = usePhones({ eavesdropper: false })
  const first = useFirstSend()
  const notificationId = first.sentId ?? progress.lastNotificationId
  const hasClients = phones.status === 'there' || progress.hasRegistrations
  const hasKey = first.key !== undefined || progress.hasKey
  const needsKey = hasClients && !hasKey

  return (
    <>
      <PageTitle title={t.title} lead={t.lead} />
      <FailureNotice title={t.failed} why={first.why} />
      <div className="mt-4">
        <TokenDiagram />
      </div>
      <ol className="mt-5 grid gap-4">
        <Step number={1} title={t.clients} done={hasClients} current={!hasClients}>
          <ClientsStep {...{ phones, progress, mayCompose }} />
        </Step>
        <Step number={2} title={t.application} done={hasKey} current={needsKey}>
          <p>{progress.hasKey && first.key === undefined ? t.someKey : t.applicationIs}</p>
          <KeyPart first={first} look={needsKey ? 'primary' : 'plain'} />
          {first.key === undefined ? null : (
            <SendPart
              {...{ first, publicUrl: progress.publicUrl, apiKey: first.key, clientAppToken: phones.token }}
            />
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

function ClientsStep({ phones, progress, mayCompose }: Props & { phones: Phones }) {
  const t = useTexts(texts)
  const isStarting = phones.status === 'starting'
  const seed = 'a secret of 16 bytes or more'
  return (
    <>
      <p>{t.clientsIs}</p>
      <Command
        text={listenCommand({ ...progress, application: DEMO_APPLICATION, seed })}
        name={t.mayListen}
      />
      {phones.status === 'away' || phones.status === 'failed' || isStarting ? (
        <Button look="primary" busy={isStarting} onClick={() => void phones.start()}>
          {isStarting ? t.starting : t.beClients}
        </Button>
      ) : null}
      <PhoneShelf phones={phones} />
      <p>{t.inviteIs}</p>
      <div>
        <Invite {...{ ...progress, mayCompose }} />
      </div>
    </>
  )
}

/** Creates the key, or shows it until the person has stored it. */
function KeyPart({ first, look }: { first: FirstSend; look: 'primary' | 'plain' }) {
  const t = useTexts(texts)
  const [isStored, setStored] = useState(false)
  const storing = useStoring(first.key !== undefined && !isStored)
  if (first.key === undefined)
    return (
      <Button look={look} busy={first.running === 'createKey'} onClick={() => void first.createKey()}>
        {t.createKey}
      </Button>
    )
  return (
    <>
      <Command text={first.key} name={t.keyIs} />
      {isStored ? null : <Stored asking={storing.asking} onStored={() => setStored(true)} />}
    </>
  )
}

type SendProps = { first: FirstSend; publicUrl: string; apiKey: string; clientAppToken: string | undefined }

/** Sends the first notification, by a command or by the button. */
function SendPart({ first, publicUrl, apiKey, clientAppToken }: SendProps) {
  const t = useTexts(texts)
  if (clientAppToken === undefined) return <p className="text-muted">{t.needsToken}</p>
  const notification = { clientAppToken, payload: t.hello }
  return (
    <>
      <Command
        text={curlCommand({ publicUrl, key: apiKey, body: notificationBody(notification) })}
        name={t.mayCurl}
      />
      <Button look="primary" busy={first.running === 'send'} onClick={() => void first.send(notification)}>
        {t.sendHere}
      </Button>
    </>
  )
}
