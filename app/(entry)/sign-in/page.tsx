import { SignInForm } from '#components/operators/sign-in-form.tsx'
import { EntryPage } from '#components/ui/entry-page.tsx'
import { leaveWhenSignedIn } from './leave-when-signed-in.ts'

export const metadata = { title: 'Sign in' }

export default async function SignInPage() {
  await leaveWhenSignedIn()
  return (
    <EntryPage title="Sign in" lead="The dashboard is for the operators of this server.">
      <SignInForm />
    </EntryPage>
  )
}
