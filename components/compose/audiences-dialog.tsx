import type { SavedAudienceRow } from '#protocol/dashboard/audiences.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ReadState } from '../ui/read-state.tsx'
import { contentOf, type DraftAudience } from './audience.ts'
import { AudienceLine } from './audience-line.tsx'
import { audienceTexts } from './audience-texts.ts'
import { SaveAudience } from './save-audience.tsx'
import { useAudiences } from './use-audiences.ts'
import { useDescribeAudience } from './use-describe-audience.ts'

type Props = { draft: DraftAudience; use: (row: SavedAudienceRow) => void; close: () => void }

/** The saved audiences, and a form that saves the recipients of the draft. */
// biome-ignore lint/style/noDefaultExport: loaded on demand
export default function AudiencesDialog({ draft, use, close }: Props) {
  const t = useTexts(audienceTexts)
  const describe = useDescribeAudience()
  const query = useAudiences()
  const content = contentOf(draft)
  const audiences = query.data?.audiences
  return (
    <Dialog name="audiences" open onClose={close} title={t.title} description={t.how}>
      <div className="grid gap-5">
        {content === undefined ? (
          <p className="text-muted">{t.saveFirst}</p>
        ) : (
          <SaveAudience
            content={content}
            summary={describe('tokenIds' in content ? { tokenCount: content.tokenIds.length } : content)}
          />
        )}
        <ReadState query={query} />
        {audiences?.length === 0 && content !== undefined ? <p className="text-muted">{t.none}</p> : null}
        <ul className="divide-y divide-line">
          {audiences?.map((row) => (
            <AudienceLine
              key={row.id}
              row={row}
              use={() => {
                use(row)
                close()
              }}
            />
          ))}
        </ul>
      </div>
    </Dialog>
  )
}
