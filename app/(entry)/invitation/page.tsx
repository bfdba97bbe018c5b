import { connection } from 'next/server'
import { entryPageTexts } from '#components/operators/entry-page-texts.ts'
import { NewcomerForm } from '#components/operators/newcomer-form.tsx'
import { EntryPage } from '#components/ui/entry-page.tsx'
import { titleOf } from '../../page-title.ts'
import { readTexts } from '../../read-texts.ts'

export const generateMetadata = titleOf('invitation')

export default async function InvitationPage() {
  // Rendered for each request, because its scripts carry the nonce of the response's policy.
  await connection()
  const t = await readTexts(entryPageTexts)
  return (
    <EntryPage title={t.invitation} lead={t.invitationIs}>
      <NewcomerForm by="invitation" />
    </EntryPage>
  )
}
