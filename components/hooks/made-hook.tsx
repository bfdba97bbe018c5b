'use client'

import { QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import type { CreatedHookAddress } from '#protocol/dashboard/hooks.ts'
import type { HookShape } from '#protocol/hook-shapes.ts'
import { useShowOnce } from '../acts/shown-once.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { FirstRequest } from './first-request.tsx'
import type { Sender } from './senders.ts'
import { SettingsList } from './settings-list.tsx'
import { texts } from './texts.ts'

type Props = {
  made: CreatedHookAddress
  shape: HookShape
  sender?: Sender | undefined
  alias?: string | undefined
}

/** Shows the address of a hook once, and calls `onStored` when the operator has stored it. */
export function useShowHook(): (hook: Props & { name: string; onStored: () => void }) => void {
  const t = useTexts(texts)
  const showOnce = useShowOnce()
  // The dialog is above the pages, which hold the data.
  const queries = useQueryClient()
  return ({ name, onStored, ...hook }) =>
    showOnce({
      ...{ title: t.made, description: t.madeFor(name), onStored },
      content: (
        <QueryClientProvider client={queries}>
          <MadeHook {...hook} />
        </QueryClientProvider>
      ),
    })
}

/** A new address: the settings to paste, and the first request as soon as it arrives. */
function MadeHook({ made, shape, sender, alias }: Props) {
  const t = useTexts(texts)
  return (
    <div className="grid gap-4">
      <SettingsList shape={shape} place={made} sender={sender} copies />
      {alias === undefined ? null : <p className="text-small">{t.aliasNow(alias)}</p>}
      <FirstRequest id={made.id} />
    </div>
  )
}
