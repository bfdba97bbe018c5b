'use client'

import { useState } from 'react'
import type { FindingRow } from '#protocol/findings.ts'
import { Refused } from '../acts/refused.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { showToast } from '../ui/toast.ts'
import { MuteDialog } from './mute-dialog.tsx'
import { texts } from './texts.ts'

/** The acts on a finding that is not resolved. `name` states it, for readers that see the buttons alone. */
export function FindingActs({ finding, name }: { finding: FindingRow; name: string }) {
  const t = useTexts(texts)
  const { run, busy, refused } = useAct()
  const [isMuting, setMuting] = useState(false)
  const { id, state } = finding

  async function change(operation: 'acknowledgeFinding' | 'unmuteFinding', done: string) {
    if ((await run(operation, { path: { id } })) !== undefined) showToast(done)
  }

  if (state === 'resolved') return null
  return (
    <span className="flex flex-wrap gap-1.5">
      {state === 'open' ? (
        <Button
          aria-label={`${t.acknowledge}: ${name}`}
          busy={busy}
          onClick={() => void change('acknowledgeFinding', t.acknowledgedNow)}
        >
          {t.acknowledge}
        </Button>
      ) : null}
      {state === 'muted' ? (
        <Button
          aria-label={`${t.unmute}: ${name}`}
          busy={busy}
          onClick={() => void change('unmuteFinding', t.unmutedNow)}
        >
          {t.unmute}
        </Button>
      ) : (
        <Button aria-label={`${t.mute} ${name}`} onClick={() => setMuting(true)}>
          {t.mute}
        </Button>
      )}
      <Refused sentence={refused} />
      {isMuting ? <MuteDialog finding={finding} name={name} close={() => setMuting(false)} /> : null}
    </span>
  )
}
