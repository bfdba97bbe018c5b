'use client'

import { useState } from 'react'
import type { TestSent } from '#protocol/dashboard/acts.ts'
import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'
import type { TokensPage } from '#protocol/dashboard/lists/tokens.ts'
import { fingerprint } from '#protocol/fingerprint.ts'
import { explainFailure, failureTexts } from '../acts/failure-texts.ts'
import { newRequestId } from '../acts/request-id.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { actDashboard, readDashboard } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { SimulationsSection } from '../simulations/simulations-section.tsx'
import { TokenDiagram } from '../tokens/token-diagram.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { BrowserSection } from './browser-section.tsx'
import { joinTexts } from './join-texts.ts'
import { DEMO_APPLICATION } from './phone.ts'
import { PhoneShelf } from './phone-shelf.tsx'
import { texts } from './texts.ts'
import { useBrowserGroup } from './use-browser-group.ts'
import { usePhones } from './use-phones.ts'

/** Real AOI Clients as phones that ring, and the view of an eavesdropper. */
export function DemoView({ policy }: { policy: RegistrationPolicy }) {
  const t = useTexts(texts)
  const phones = usePhones({ eavesdropper: true })
  const browser = useBrowserGroup()
  const token = phones.token ?? browser.group?.token
  return (
    <>
      <PageTitle title={t.title} lead={t.lead}>
        {phones.status === 'there' ? (
          <Button onClick={() => void phones.putAway()}>{t.putAway}</Button>
        ) : null}
        {phones.status === 'there' ? (
          <a
            href={`/demo${location.hash}`}
            target="_blank"
            rel="noreferrer"
            className={buttonClass()}
            title={t.anotherTabIs}
          >
            {t.anotherTab}
          </a>
        ) : (
          <Button look="primary" busy={phones.status === 'starting'} onClick={() => void phones.start()}>
            {phones.status === 'starting' ? t.starting : t.beClients}
          </Button>
        )}
      </PageTitle>
      {policy === 'open' ? null : (
        <div className="mt-5">
          <Notice tone="warning" title={t[`${policy}Title`]}>
            {t[`${policy}Is`]}
          </Notice>
        </div>
      )}
      <div className="mt-5">
        <TokenDiagram fingerprint={phones.token === undefined ? undefined : fingerprint(phones.token)} />
      </div>
      <div className="mt-5">
        <PhoneShelf phones={phones} />
      </div>
      {token === undefined ? null : <Composer token={token} />}
      {phones.subscription === undefined ? null : <AnySender subscription={phones.subscription} />}
      {phones.status === 'there' ? (
        <p className="mt-5 max-w-3xl text-muted">
          {t.same} {t.intercepted}
        </p>
      ) : null}
      <SimulationsSection />
      <BrowserSection browser={browser} policy={policy} />
    </>
  )
}

function AnySender({ subscription }: { subscription: string }) {
  const t = useTexts(joinTexts)
  return (
    <Section title={t.anySender} lead={t.anySenderLead}>
      <Command text={subscription} name={t.subscription} />
    </Section>
  )
}

function Composer({ token }: { token: string }) {
  const t = useTexts(texts)
  const failures = useTexts(failureTexts)
  const [sent, setSent] = useState<TestSent>()
  const [why, setWhy] = useState('')
  const [busy, setBusy] = useState(false)

  async function send(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const text = String(new FormData(event.currentTarget).get('text'))
    if (busy) return
    setBusy(true)
    setWhy('')
    try {
      const query = { fingerprint: fingerprint(token), applicationName: DEMO_APPLICATION }
      const { rows } = await readDashboard<TokensPage>('listTokens', { query })
      const body = { text, requestId: newRequestId() }
      setSent(await actDashboard<TestSent>('sendTest', { path: { id: String(rows[0]?.id) }, body }))
    } catch (error) {
      setWhy(error instanceof DashboardError ? explainFailure(error, failures) : String(error))
    }
    setBusy(false)
  }

  return (
    <Section title={t.compose}>
      <form method="post" onSubmit={(event) => void send(event)} className="flex flex-wrap items-end gap-2">
        <TextField
          label={t.text}
          name="text"
          defaultValue={t.hello}
          required
          maxLength={500}
          className="min-w-0 flex-1 basis-64"
        />
        <Button type="submit" look="primary" busy={busy}>
          {t.send}
        </Button>
      </form>
      <p role="status" className="mt-2">
        {why}
        {sent === undefined ? null : (
          <>
            {sent.recipients === 0 ? t.sentToNobody : t.sent(sent.recipients)}{' '}
            <a
              href={`/notifications/${sent.notificationId}`}
              className="text-accent underline underline-offset-2"
            >
              {t.openFanOut}
            </a>
          </>
        )}
      </p>
    </Section>
  )
}
