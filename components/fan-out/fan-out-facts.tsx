import type { FanOut } from '#protocol/dashboard/fan-out.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { copyText } from '../ui/copy-text.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { texts } from './texts.ts'

type Props = { notification: FanOut; state: FanOut['state'] }

/** The sender, the token and the times of the notification. */
export function FanOutFacts({ notification, state }: Props) {
  const t = useTexts(texts)
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  const { expiresAt, endedAt, resendOf } = notification
  return (
    <>
      <p className="wrap-anywhere">
        <PlainText className="font-medium text-ink">{notification.applicationName}</PlainText> · {t.token}{' '}
        <a
          href={`/tokens/${notification.tokenId}`}
          className="font-mono text-accent underline underline-offset-2"
        >
          {notification.tokenFingerprint}
        </a>{' '}
        · <code className="font-mono">{notification.id}</code>
        {resendOf === undefined ? null : (
          <>
            {' '}
            · {t.resendOf}{' '}
            <a
              href={`/notifications/${resendOf}`}
              className="font-mono text-accent underline underline-offset-2"
            >
              {resendOf}
            </a>
          </>
        )}
      </p>
      <p>
        {t.accepted} {format.moment(notification.acceptedAt, zone)} · {t[state]}
        {endedAt === undefined ? '' : ` ${format.moment(endedAt, zone)}`} ·{' '}
        {state === 'expired' ? t.ended : t.ends} {format.moment(expiresAt, zone)}
      </p>
    </>
  )
}

/** Copies the address of the page, with its filters. */
export function ShareButton() {
  const t = useTexts(texts)
  return (
    <Button onClick={() => copyText(location.href, { copied: t.shared, copyFailed: t.notShared })}>
      {t.share}
    </Button>
  )
}
