'use client'

import { useState } from 'react'
import type { FindingRow } from '#protocol/findings.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { useAct } from '../acts/use-act.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { showToast } from '../ui/toast.ts'
import { texts } from './texts.ts'

const HOUR = 3600
const DURATIONS = [
  ['hour', HOUR],
  ['hours', 8 * HOUR],
  ['day', 24 * HOUR],
  ['week', 168 * HOUR],
  ['month', 720 * HOUR],
] as const

type Props = { finding: FindingRow; name: string; close: () => void }

/** Asks for how long a finding is muted. */
export function MuteDialog({ finding: { id }, name, close }: Props) {
  const t = useTexts(texts)
  const act = useAct()
  const [seconds, setSeconds] = useState<number>(8 * HOUR)

  async function mute() {
    if ((await act.run('muteFinding', { path: { id }, body: { seconds } })) === undefined) return
    showToast(t.mutedNow)
    close()
  }

  return (
    <Confirmation
      name="muteFinding"
      title={t.muteTitle}
      description={t.muteHow}
      objects={[{ label: t.finding, value: name }]}
      verb={t.muteIt}
      act={act}
      perform={mute}
      close={close}
    >
      <label className="flex flex-wrap items-center gap-2">
        {t.muteFor}
        <select
          value={seconds}
          onChange={(event) => setSeconds(Number(event.target.value))}
          className="min-h-8 rounded-control border border-edge bg-surface px-2 text-small"
        >
          {DURATIONS.map(([label, value]) => (
            <option key={label} value={value}>
              {t[label]}
            </option>
          ))}
        </select>
      </label>
    </Confirmation>
  )
}
