import type { RehearsalResult } from '#protocol/rehearsal.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { StateMark } from '../ui/cells.tsx'
import { Age } from '../ui/moment.tsx'
import { texts } from './texts.ts'

type Props = { rehearsal: RehearsalResult | undefined; readAt: string }

/** One line: when a restore was last rehearsed, how long that took, and whether it succeeded. */
export function RehearsalLine({ rehearsal, readAt }: Props) {
  const t = useTexts(texts)
  const format = useFormat()
  if (rehearsal === undefined) return null
  const { startedAt, milliseconds, reason } = rehearsal
  const succeeded = reason === undefined
  return (
    <p className="mt-3 flex flex-wrap items-center gap-x-3 text-small">
      <span>{t.rehearsal}</span>
      <StateMark on={succeeded} label={succeeded ? t.rehearsalSucceeded : t.rehearsalFailedShort} />
      <span className="text-muted">
        <Age at={startedAt} now={readAt} />, {t.rehearsalTook(format.length(milliseconds))}
      </span>
    </p>
  )
}
