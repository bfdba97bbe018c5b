'use client'

import { fingerprint } from '#protocol/fingerprint.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { findObstacle } from './join-browser.ts'
import { joinTexts } from './join-texts.ts'
import type { JoinedBrowser } from './use-browser-group.ts'

/** Lets this browser join the seed's group, or names the obstacle. */
export function JoinPanel({ browser }: { browser: JoinedBrowser }) {
  const t = useTexts(joinTexts)
  if (!useHydrated()) return null
  const { group, failure } = browser
  const known = findObstacle()
  const obstacle = failure ?? (known === undefined ? undefined : { obstacle: known, detail: '' })
  return (
    <div className="mt-4 max-w-3xl border-line border-t pt-3">
      <h3 className="font-semibold">{t.joinTitle}</h3>
      <p className="mt-0.5 text-muted text-small">{t.joinLead}</p>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        {group === undefined ? (
          <Button busy={browser.isBusy} disabled={known !== undefined} onClick={() => void browser.join()}>
            {browser.isBusy ? t.joining : t.join}
          </Button>
        ) : (
          <Button busy={browser.isBusy} onClick={() => void browser.leave()}>
            {t.leave}
          </Button>
        )}
        <p role="status">
          {group === undefined ? null : (
            <>
              {t.joined} <code className="font-mono">{fingerprint(group.token)}</code>
            </>
          )}
        </p>
      </div>
      {obstacle === undefined ? null : (
        <div className="mt-3" role={failure === undefined ? undefined : 'alert'}>
          <Notice tone="warning" title={t.cannot}>
            {t[obstacle.obstacle]} <PlainText>{obstacle.detail}</PlainText>
          </Notice>
        </div>
      )}
      {group === undefined ? null : <Messages browser={browser} />}
    </div>
  )
}

function Messages({ browser: { messages } }: { browser: JoinedBrowser }) {
  const t = useTexts(joinTexts)
  return (
    <div className="mt-3 rounded-panel bg-sunken p-2 text-small" data-browser-received={messages.length}>
      {messages.length === 0 ? <p className="text-muted">{t.nothingYet}</p> : null}
      <ul className="grid gap-1">
        {messages.map(({ at, text }) => (
          <li key={at} className="rounded-control bg-surface px-2 py-1 wrap-anywhere">
            <PlainText>{text}</PlainText>
          </li>
        ))}
      </ul>
    </div>
  )
}
