import { memo } from 'react'
import type { RecipientRow } from '#protocol/dashboard/fan-out.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import type { FanOutParams } from './fan-out-params.ts'
import { OUTCOME_SIGNS } from './outcome-look.tsx'
import { PushServiceLine } from './push-service-line.tsx'
import { texts } from './texts.ts'

type Props = { row: RecipientRow; go: (params: Partial<FanOutParams>) => void }

/** One recipient: its AOI Client, its outcome and its time to ack. */
export const RecipientLine = memo(function RecipientLine({ row, go }: Props) {
  const t = useTexts(texts)
  const format = useFormat()
  const { index, aoiClientId, name, outcome, ending, timeToAckMs, pushService } = row
  const state = row.neverConfirmed === true ? 'unconfirmed' : outcome
  return (
    <tr className="max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:py-1.5">
      <td className="py-1.5 pr-4 text-right text-muted tabular-nums max-sm:hidden">
        {format.number(index + 1)}
      </td>
      <th scope="row" className="py-1.5 pr-4 text-left font-normal max-sm:basis-full max-sm:py-0.5">
        <a href={`/aoi-clients/${encodeURIComponent(aoiClientId)}`} className="hover:underline">
          {name === undefined ? null : (
            <PlainText className="mr-2 font-medium max-sm:block">{name}</PlainText>
          )}
          <PlainText className="wrap-anywhere font-mono text-muted">{aoiClientId}</PlainText>
        </a>
      </th>
      <td className="whitespace-nowrap py-1.5 pr-4">
        <span aria-hidden="true">{OUTCOME_SIGNS[outcome]} </span>
        {t[ending === undefined || ending === 'live' || state !== outcome ? state : ending]}
        {outcome === 'acked' ? null : <PushServiceLine service={pushService} />}
      </td>
      <td className="whitespace-nowrap py-1.5 pr-4 text-right tabular-nums">
        {timeToAckMs === undefined ? '' : format.length(timeToAckMs)}
      </td>
      <td className="py-1 text-right max-sm:ml-auto max-sm:py-0">
        <Button look="quiet" aria-label={t.whyOf(aoiClientId)} onClick={() => go({ why: aoiClientId })}>
          {t.why}
        </Button>
      </td>
    </tr>
  )
})
