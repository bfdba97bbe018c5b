import type { AudienceSummary } from '#protocol/dashboard/audiences.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { showUnseen } from '../ui/visible-text.ts'
import { audienceTexts, filterTexts } from './audience-texts.ts'

/** Returns a function that says in words which tokens an audience has. */
export function useDescribeAudience(): (content: AudienceSummary) => string {
  const t = useTexts(audienceTexts)
  const texts: Readonly<Record<string, (value: string) => string>> = useTexts(filterTexts)
  const format = useFormat()

  function describe(filters: Readonly<Record<string, string | undefined>>): string {
    const parts = Object.entries(filters).flatMap(([name, value]) => {
      const text = texts[name]
      if (value === undefined || text === undefined) return []
      return [text(name === 'notSeenSince' ? format.moment(value, 'UTC') : showUnseen(value))]
    })
    return parts.join(', ')
  }

  return (content) => {
    if ('tokenCount' in content) return t.tokenCount(content.tokenCount)
    if ('applicationName' in content) return t.allOf(showUnseen(content.applicationName))
    const [filters, all, some] =
      'tokens' in content
        ? ([content.tokens, t.allTokens, t.tokensWith] as const)
        : ([content.clients, t.allClients, t.clientsWith] as const)
    const named = describe(filters)
    return named === '' ? all : some(named)
  }
}
