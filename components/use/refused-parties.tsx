import type { RefusedParty } from '#protocol/dashboard/use.ts'
import { later } from '../grid/later.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { partyTexts, texts } from './texts.ts'

type Props = {
  refusals: readonly RefusedParty[]
  /** Names of Server Applications by id, as far as the page knows them. */
  names: ReadonlyMap<string, string>
  readAt: string
}

/** One line for each limit and party: how often the limit refused the party, and when it last did. */
export function RefusedParties({ refusals, names, readAt }: Props) {
  const t = useTexts(texts)
  const describe = useDescribeParty(names)
  if (refusals.length === 0) return <p className="text-muted">{t.nobody}</p>
  return (
    <ul className="grid gap-3">
      {refusals.map(({ limit, party, refused, lastAt }) => (
        <li
          key={`${limit} ${party}`}
          className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5"
        >
          <span className="min-w-0">
            <PlainText className="wrap-anywhere">{describe(party)}</PlainText>
            <code className="wrap-anywhere block font-mono text-muted text-small">{limit}</code>
          </span>
          <span className="text-small tabular-nums">
            {t.refused(refused)}, {t.last} <Age at={lastAt} now={later(readAt, lastAt)} />
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Returns a function that translates the kind at the beginning of a party, and names a Server Application. */
function useDescribeParty(names: Props['names']): (party: string) => string {
  const kinds = useTexts(partyTexts)
  return (party) => {
    const found = Object.entries(kinds).find(([kind]) => party.startsWith(`${kind} `))
    if (found === undefined) return party
    const id = party.slice(found[0].length + 1)
    return `${found[1]} ${names.get(id) ?? id}`
  }
}
