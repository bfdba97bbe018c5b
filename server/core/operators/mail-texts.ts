import type { NewsLanguage } from '#protocol/finding-texts.ts'

type Facts = { url: string; role: string; by: string; expiresAt: string }

/** The texts of mails to people who are to become operators. They are plain text. */
export const INVITATION_MAILS = {
  en: {
    subject: 'Invitation to the AOI Server dashboard',
    text: ({ url, role, by, expiresAt }: Facts) =>
      `${by} invites you to the dashboard of an AOI Server, with the role ${role}.\n\nOpen this link to choose your name and password:\n${url}\n\nThe link works once, until ${expiresAt}. If you do not expect it, ignore this mail.\n`,
  },
  de: {
    subject: 'Einladung zum Dashboard des AOI Servers',
    text: ({ url, role, by, expiresAt }: Facts) =>
      `${by} lädt Sie zum Dashboard eines AOI Servers ein, mit der Rolle ${role}.\n\nÖffnen Sie diesen Link, um Namen und Passwort zu wählen:\n${url}\n\nDer Link gilt einmal, bis ${expiresAt}. Wenn Sie ihn nicht erwarten, beachten Sie diese Mail nicht.\n`,
  },
} as const satisfies Record<NewsLanguage, { subject: string; text: (facts: Facts) => string }>

/** The inviter in a mail, if the invitation was not made by an operator of the dashboard. */
export const UNNAMED_INVITER = { en: 'An admin', de: 'Ein Admin' } as const satisfies Record<
  NewsLanguage,
  string
>

type ResetFacts = Pick<Facts, 'url' | 'expiresAt'>

/** The texts of mails with the link for a new password. */
export const PASSWORD_MAILS = {
  en: {
    subject: 'New password for the AOI Server dashboard',
    text: ({ url, expiresAt }: ResetFacts) =>
      `Open this link to choose a new password for the dashboard:\n${url}\n\nThe link works once, until ${expiresAt}. The new password ends your sessions. Your authenticator and your passkeys stay.\n\nIf you did not ask for this mail, ignore it: your password stays as it is.\n`,
  },
  de: {
    subject: 'Neues Passwort für das Dashboard des AOI Servers',
    text: ({ url, expiresAt }: ResetFacts) =>
      `Öffnen Sie diesen Link, um ein neues Passwort für das Dashboard zu wählen:\n${url}\n\nDer Link gilt einmal, bis ${expiresAt}. Das neue Passwort beendet Ihre Sitzungen. Ihr Authenticator und Ihre Passkeys bleiben.\n\nWenn Sie diese Mail nicht wollten, beachten Sie sie nicht: Ihr Passwort bleibt, wie es ist.\n`,
  },
} as const satisfies Record<NewsLanguage, { subject: string; text: (facts: ResetFacts) => string }>

/** The names of the roles in a mail. */
export const ROLE_NAMES = {
  en: { admin: 'admin', operator: 'operator', viewer: 'viewer', auditor: 'auditor' },
  de: { admin: 'Admin', operator: 'Operator', viewer: 'Betrachter', auditor: 'Auditor' },
} as const

/** Writes a moment (Unix ms) for a mail, whose reader may be in any time zone. */
export function writeMoment(at: number, language: NewsLanguage): string {
  const style = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const
  return `${new Intl.DateTimeFormat(language, style).format(at)} UTC`
}
