'use client'

import type { ReactNode } from 'react'
import { useTexts } from '../i18n/use-texts.ts'
import { MessagePage } from './message-page.tsx'
import { messageTexts } from './message-texts.ts'

const KINDS = {
  notification: { title: 'missingNotification', how: 'missingNotificationIs', list: '/notifications' },
  token: { title: 'missingToken', how: 'missingTokenIs', list: '/tokens' },
  hook: { title: 'missingHook', how: 'missingHookIs', list: '/hooks' },
  webhook: { title: 'missingWebhook', how: 'missingWebhookIs', list: '/webhooks' },
  aoiClient: { title: 'missingClient', how: 'missingClientIs', list: '/aoi-clients' },
} as const

export type MissingKind = keyof typeof KINDS

/** Says that no object has the id in the URL, in words for its kind. `children`: known facts about the object. */
export function MissingPage({ kind, children }: { kind: MissingKind; children?: ReactNode }) {
  const t = useTexts(messageTexts)
  const { title, how, list } = KINDS[kind]
  return (
    <MessagePage inside code="404" title={t[title]}>
      {children ?? <p>{t[how]}</p>}
      <p>
        <a href={list} className="text-accent underline underline-offset-2">
          {t[`${kind}List`]}
        </a>
      </p>
    </MessagePage>
  )
}
