'use client'

import type { RegistrationPolicy } from '#protocol/dashboard/enrolment.ts'
import { PUSH_SOCKET_PATH } from '#protocol/push-socket-path.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Command } from '../ui/command.tsx'
import { Section } from '../ui/section.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { JoinPanel } from './join-panel.tsx'
import { texts } from './texts.ts'
import type { JoinedBrowser } from './use-browser-group.ts'

/** Shows how a stock Firefox uses this server as its push service: one preference. */
export function BrowserSection({ browser, policy }: { browser: JoinedBrowser; policy: RegistrationPolicy }) {
  const t = useTexts(texts)
  const isHydrated = useHydrated()
  const isSecure = isHydrated && location.protocol === 'https:'
  return (
    <Section title={t.stockBrowser} lead={t.stockBrowserLead}>
      <ol className="grid max-w-3xl list-decimal grid-cols-1 gap-2 pl-5">
        <li>{t.openConfig}</li>
        <li>
          {t.setPreference} <code className="font-mono">dom.push.serverURL</code>
          {isHydrated ? (
            <Command
              text={`${isSecure ? 'wss' : 'ws'}://${location.host}${PUSH_SOCKET_PATH}`}
              name={t.pushSocket}
            />
          ) : null}
        </li>
        {policy === 'open' ? null : <li>{policy === 'code' ? t.codeInAddress : t.closedToBrowsers}</li>}
        {isSecure ? null : (
          <li>
            {t.withoutTls}{' '}
            <code className="wrap-anywhere font-mono">dom.push.testing.allowInsecureServerURL</code>
          </li>
        )}
        <li>{t.restart}</li>
      </ol>
      <p className="mt-3 max-w-3xl text-muted text-small">
        {t.thenBrowser}{' '}
        <a href="/aoi-clients" className="text-accent underline underline-offset-2">
          {t.seeClients}
        </a>
      </p>
      <JoinPanel browser={browser} />
    </Section>
  )
}
