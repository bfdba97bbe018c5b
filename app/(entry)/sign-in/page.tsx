import { entryTexts } from '#components/operators/entry-texts.ts'
import { SignInForm } from '#components/operators/sign-in-form.tsx'
import { EntryPage } from '#components/ui/entry-page.tsx'
import { titleOf } from '../../page-title.ts'
import { readTexts } from '../../read-texts.ts'
import { leaveWhenSignedIn } from './leave-when-signed-in.ts'

export const generateMetadata = titleOf('signIn')

export default async function SignInPage() {
  await leaveWhenSignedIn()
  const t = await readTexts(entryTexts)
  return (
    <EntryPage title={t.signIn} lead={t.signInIs}>
      <SignInForm />
    </EntryPage>
  )
}
