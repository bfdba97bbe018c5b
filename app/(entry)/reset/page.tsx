import { connection } from 'next/server'
import { entryPageTexts } from '#components/operators/entry-page-texts.ts'
import { ResetForm } from '#components/operators/reset-form.tsx'
import { EntryPage } from '#components/ui/entry-page.tsx'
import { hasMail } from '../../has-mail.ts'
import { titleOf } from '../../page-title.ts'
import { readTexts } from '../../read-texts.ts'

export const generateMetadata = titleOf('reset')

export default async function ResetPage() {
  // Rendered for each request, because its scripts carry the nonce of the response's policy.
  await connection()
  const t = await readTexts(entryPageTexts)
  return (
    <EntryPage title={t.reset} lead={t.resetIs}>
      <ResetForm hasMail={hasMail()} />
    </EntryPage>
  )
}
