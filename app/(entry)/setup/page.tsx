import { entryPageTexts } from '#components/operators/entry-page-texts.ts'
import { NewcomerForm } from '#components/operators/newcomer-form.tsx'
import { newcomerTexts } from '#components/operators/newcomer-texts.ts'
import { EntryPage } from '#components/ui/entry-page.tsx'
import { titleOf } from '../../page-title.ts'
import { readTexts } from '../../read-texts.ts'
import { leaveOnceSetUp } from './leave-once-set-up.ts'

export const generateMetadata = titleOf('setup')

export default async function SetupPage() {
  await leaveOnceSetUp()
  const [t, leads] = await Promise.all([readTexts(newcomerTexts), readTexts(entryPageTexts)])
  return (
    <EntryPage title={t.setup} lead={leads.setupIs}>
      <NewcomerForm by="setup" />
    </EntryPage>
  )
}
