'use client'

import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { CheckBox } from '../ui/check-box.tsx'
import { TextField } from '../ui/text-field.tsx'
import type { Sender } from './senders.ts'
import { texts } from './texts.ts'

/** Settings of a new hook that most operators leave alone. */
export function MoreSettings({ sender }: { sender: Sender }) {
  const t = useTexts(texts)
  const canSign = sender.shape === 'github' || sender.shape === 'grafana'
  return (
    <details>
      <summary className="min-h-6 font-medium text-small">{t.more}</summary>
      <div className="mt-2 grid gap-4">
        {sender.shape === 'ntfy' ? (
          <TextField
            label={t.alias}
            hint={t.aliasHint}
            name="alias"
            autoComplete="off"
            maxLength={64}
            pattern="[\-_A-Za-z0-9]{1,64}"
          />
        ) : null}
        {canSign ? <CheckBox name="signed" defaultChecked={sender.signed === true} label={t.signed} /> : null}
        <TextField
          label={t.perMinute}
          name="perMinute"
          type="number"
          min={1}
          max={PAGE_LIMITS.hookRequestsPerMinuteMax}
          required
          defaultValue={PAGE_LIMITS.hookRequestsPerMinute}
        />
      </div>
    </details>
  )
}
