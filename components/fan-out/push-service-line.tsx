import type { PushServiceAnswer } from '#protocol/dashboard/fan-out.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { texts } from './texts.ts'

/** Shows the push service that delivers to an AOI Client, with its own latest answer and the time of that answer. */
export function PushServiceLine({ service }: { service: PushServiceAnswer | undefined }) {
  const t = useTexts(texts)
  const format = useFormat()
  if (service === undefined) return null
  const { origin, status, answer = '', answeredAt, endReason } = service
  const said = status === undefined ? t.pushNotAsked : status === 0 ? t.pushNoAnswer : t.pushAnswered(status)
  return (
    <p className="mt-1 whitespace-normal text-small">
      {t.pushService} <PlainText className="wrap-anywhere">{origin}</PlainText>
      {endReason === undefined ? ` ${said}` : ` ${t.pushEnded}`}
      {answer === '' ? null : (
        <>
          {': '}
          <PlainText className="wrap-anywhere">{answer}</PlainText>
        </>
      )}
      {answeredAt === undefined ? null : ` · ${format.moment(answeredAt, 'local')}`}
    </p>
  )
}
