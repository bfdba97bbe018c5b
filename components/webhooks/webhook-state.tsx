'use client'

import type { WebhookRow } from '#protocol/webhooks.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { texts } from './texts.ts'

const LOOKS = {
  delivering: { sign: '●', className: 'text-acked' },
  unused: { sign: '○', className: 'text-muted' },
  failing: { sign: '!', className: 'font-medium text-warning' },
  disabled: { sign: '×', className: 'font-medium text-danger' },
} as const

/** The state of a webhook in one word, with a sign that is clear without its colour. */
export function WebhookState({ webhook }: { webhook: WebhookRow }) {
  const t = useTexts(texts)
  const state = stateOf(webhook)
  const { sign, className } = LOOKS[state]
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${className}`}>
      <span aria-hidden="true">{sign}</span>
      {t[state]}
    </span>
  )
}

function stateOf({ disabledAt, failingSince, deliveredAt }: WebhookRow): keyof typeof LOOKS {
  if (disabledAt !== undefined) return 'disabled'
  if (failingSince !== undefined) return 'failing'
  return deliveredAt === undefined ? 'unused' : 'delivering'
}
