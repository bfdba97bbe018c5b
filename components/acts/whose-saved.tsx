import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'

const savedTexts = defineTexts({
  en: {
    sharedBy: (owner: string) => `shared by ${owner}`,
    sharedByNobody: 'shared; the account of its owner was removed',
    mine: 'only for you',
  },
  de: {
    sharedBy: (owner: string) => `geteilt von ${owner}`,
    sharedByNobody: 'geteilt; das Konto des Besitzers ist entfernt',
    mine: 'nur für Sie',
  },
})

type Props = { row: { shared: boolean; owner?: string | undefined } }

/** Says to whom a saved view or audience belongs. */
export function WhoseSaved({ row: { shared, owner } }: Props) {
  const t = useTexts(savedTexts)
  const text = owner === undefined ? t.sharedByNobody : t.sharedBy(owner)
  return <span className="block text-muted text-small">{shared ? text : t.mine}</span>
}
