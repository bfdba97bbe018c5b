import { connection } from 'next/server'
import { NewcomerForm } from '#components/operators/newcomer-form.tsx'
import { EntryPage } from '#components/ui/entry-page.tsx'

export const metadata = { title: 'Invitation' }

export default async function InvitationPage() {
  // Made for each request, since its scripts carry the nonce of the answer's policy.
  await connection()
  return (
    <EntryPage title="You are invited" lead="An admin of this server asked you to be one of its operators.">
      <NewcomerForm by="invitation" />
    </EntryPage>
  )
}
