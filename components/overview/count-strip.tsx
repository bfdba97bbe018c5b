import type { Overview } from '#protocol/overview.ts'
import { formatNumber } from '../ui/format.ts'

type Counts = Overview['counts']

/** What the server knows, in figures. */
export function CountStrip({ counts }: { counts: Counts }) {
  return (
    <section aria-label="Counts" className="mt-4">
      <dl className="grid grid-cols-1 gap-px overflow-hidden rounded-panel border border-line bg-line min-[22rem]:grid-cols-2 lg:grid-cols-4">
        {listCounts(counts).map(({ name, value, note }) => (
          <div key={name} className="flex flex-col bg-surface px-4 py-3">
            <dt className="text-muted text-small">{name}</dt>
            <dd className="font-semibold text-figure tabular-nums tracking-tight">{formatNumber(value)}</dd>
            <dd className="text-muted text-small">{note}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function listCounts(counts: Counts): { name: string; value: number; note: string }[] {
  return [
    {
      name: 'AOI Clients',
      value: counts.aoiClients,
      note: `${formatNumber(counts.onlineAoiClients)} online`,
    },
    { name: 'Registrations', value: counts.registrations, note: 'members of tokens' },
    { name: 'Shared tokens', value: counts.sharedTokens, note: 'each for a whole group' },
    { name: 'Unique tokens', value: counts.uniqueTokens, note: 'each for one instance' },
  ]
}
