'use client'

import { useId } from 'react'
import type { TokenListRow } from '#protocol/dashboard/lists/tokens.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { showUnseen } from '../ui/visible-text.ts'
import { texts } from './texts.ts'

/** The token of a new hook. The first one with members is chosen already. */
export function TokenChoice({ tokens }: { tokens: readonly TokenListRow[] }) {
  const t = useTexts(texts)
  const id = useId()
  const free = tokens.filter(({ vapid }) => !vapid)
  const usual = free.find(({ members }) => members > 0) ?? free[0]
  return (
    <div>
      <label htmlFor={id} className="block font-medium text-small">
        {t.token}
      </label>
      <select
        // Reads the default again when the tokens have arrived.
        key={usual?.id}
        id={id}
        name="token"
        required
        defaultValue={usual?.id}
        className="mt-1 min-h-8 w-full rounded-control border border-edge bg-surface px-2"
      >
        {tokens.map(({ id: tokenId, applicationName, fingerprint, members, vapid }) => (
          <option key={tokenId} value={tokenId} disabled={vapid}>
            {t.tokenOf(showUnseen(applicationName), fingerprint, members)}
            {vapid ? ` (${t.vapidOnly})` : ''}
          </option>
        ))}
      </select>
    </div>
  )
}
