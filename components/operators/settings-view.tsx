'use client'

import { useQuery } from '@tanstack/react-query'
import type { OwnAccount } from '#protocol/dashboard/account.ts'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { NewsSection } from '../findings/news-section.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { Button } from '../ui/button.tsx'
import { FailureNotice } from '../ui/failure-notice.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { Section } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { showToast } from '../ui/toast.ts'
import { UseSections } from '../use/use-sections.tsx'
import { callAuth } from './auth-api.ts'
import { AuthenticatorSection } from './authenticator-section.tsx'
import { EnrolmentSection } from './enrolment-section.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { PasskeysSection } from './passkeys-section.tsx'
import { useRoleName } from './role-name.ts'
import { type Configuration, ServerSettings } from './server-settings.tsx'
import { SessionsSection } from './sessions-section.tsx'
import { texts } from './texts.ts'
import { useAuthAct } from './use-auth-act.ts'

type Props = { initial: OwnAccount; configuration: Configuration }

/** The operator's own account: the ways to sign in, and the sessions. */
export function SettingsView({ initial, configuration }: Props) {
  const t = useTexts(texts)
  const nameOf = useRoleName()
  const { data: account } = useQuery({
    queryKey: ['dashboard', 'readOwnAccount'],
    queryFn: ({ signal }) => readDashboard<OwnAccount>('readOwnAccount', { signal }),
    initialData: initial,
  })
  return (
    <>
      <PageTitle
        title={t.settings}
        lead={
          <>
            <PlainText className="wrap-anywhere">{account.name}</PlainText>, {account.email}:{' '}
            {nameOf(account.role)}
          </>
        }
      />
      <PasskeysSection />
      <AuthenticatorSection enabled={account.totp} email={account.email} />
      <Password />
      <SessionsSection />
      <NewsSection />
      <EnrolmentSection mayManage={mayDo(account.role, 'manageKeys')} />
      {/* The targets of links in findings. */}
      <div id="use">
        <UseSections />
      </div>
      <div id="server">
        <ServerSettings configuration={configuration} />
      </div>
    </>
  )
}

function Password() {
  const t = useTexts(texts)
  const { run, busy, refused } = useAuthAct()
  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const given = Object.fromEntries(new FormData(form)) as Record<string, string>
    const body = await run(() =>
      callAuth('/change-password', { body: { ...given, revokeOtherSessions: true } }),
    )
    if (body === undefined) return
    form.reset()
    showToast(t.changed)
  }
  return (
    <Section title={t.password} lead={t.passwordEnds}>
      <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-wrap items-end gap-2">
        <TextField
          label={t.presentPassword}
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          required
        />
        <NewPasswordField label={t.newPassword} name="newPassword" />
        <Button type="submit" busy={busy}>
          {t.change}
        </Button>
      </form>
      <FailureNotice title={t.notDone} why={refused} />
    </Section>
  )
}
