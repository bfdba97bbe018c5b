import type { NotificationPayload } from '#protocol/dashboard/lists/notifications.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { texts } from './texts.ts'

/** What was sent: JSON as it is; of a Web Push body its size, whether it is encrypted, and its bytes as base64url. */
export function SentPayload({ sent }: { sent: NotificationPayload }) {
  const t = useTexts(texts)
  const format = useFormat()
  const bytes = sent.encoding === 'base64url' ? format.number(sent.bytes) : ''
  return (
    <>
      {sent.encoding === 'json' ? null : (
        <p className="mb-2">
          {sent.contentEncoding === 'identity' ? t.plain(bytes) : t.encrypted(bytes, sent.contentEncoding)}
        </p>
      )}
      {sent.payload === '' ? null : (
        <pre className="overflow-x-auto whitespace-pre-wrap rounded-control border border-line bg-sunken p-3 font-mono text-small wrap-anywhere">
          <PlainText>{sent.payload}</PlainText>
        </pre>
      )}
    </>
  )
}
