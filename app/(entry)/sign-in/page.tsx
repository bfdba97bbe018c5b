import { SignInForm } from '#components/operators/sign-in-form.tsx'
import { texts } from '#components/operators/texts.ts'
import { EntryPage } from '#components/ui/entry-page.tsx'
import { readTexts } from '../../read-texts.ts'
import { leaveWhenSignedIn } from './leave-when-signed-in.ts'

export const metadata = { title: 'Sign in' }

export default async function SignInPage() {
  await leaveWhenSignedIn()
  const t = await readTexts(texts)
  return (
    <EntryPage title={t.signIn} lead={t.signInIs}>
      <SignInForm />
    </EntryPage>
  )
}
