import { CloseTab } from '#components/operators/close-tab.tsx'
import { entryPageTexts } from '#components/operators/entry-page-texts.ts'
import { entryTexts } from '#components/operators/entry-texts.ts'
import { findRefusalReason, refusalTexts } from '#components/operators/refusal-texts.ts'
import { SignInForm } from '#components/operators/sign-in-form.tsx'
import { EntryPage } from '#components/ui/entry-page.tsx'
import { findProvider } from '../../find-provider.ts'
import { hasMail } from '../../has-mail.ts'
import { titleOf } from '../../page-title.ts'
import { readTarget } from '../../read-target.ts'
import { readTexts } from '../../read-texts.ts'
import { leaveWhenSignedIn } from './leave-when-signed-in.ts'

export const generateMetadata = titleOf('signIn')

export default async function SignInPage() {
  await leaveWhenSignedIn()
  const query = new URLSearchParams((await readTarget())?.search ?? '')
  const leads = await readTexts(entryPageTexts)
  if (query.has('confirmed')) {
    return (
      <EntryPage title={leads.confirmed} lead={leads.confirmedIs}>
        <CloseTab />
      </EntryPage>
    )
  }
  const t = await readTexts(entryTexts)
  return (
    <EntryPage title={t.signIn} lead={leads.signInIs}>
      <SignInForm provider={findProvider()} refused={await explain(query.get('refused'))} />
      {hasMail() ? (
        <p className="mt-4 text-center text-small">
          <a href="/reset" className="underline underline-offset-4">
            {leads.forgotten}
          </a>
        </p>
      ) : null}
    </EntryPage>
  )
}

/** Returns the sentence for a sign-in that the identity provider or the server refused. */
async function explain(refused: string | null): Promise<string | undefined> {
  const reason = findRefusalReason(refused)
  const text = reason === undefined ? undefined : (await readTexts(refusalTexts))[reason]
  return typeof text === 'string' ? text : undefined
}
