import { NewcomerForm } from '#components/operators/newcomer-form.tsx'
import { EntryPage } from '#components/ui/entry-page.tsx'
import { leaveOnceSetUp } from './leave-once-set-up.ts'

export const metadata = { title: 'Set up' }

export default async function SetupPage() {
  await leaveOnceSetUp()
  return (
    <EntryPage
      title="Set up this server"
      lead="You become its first operator, an admin. There is no default account."
    >
      <NewcomerForm by="setup" />
    </EntryPage>
  )
}
