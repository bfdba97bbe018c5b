import { defineTexts } from '../i18n/define-texts.ts'
import type { DashboardError } from '../live/dashboard-error.ts'

/** Failures that the page knows by their code; the server's sentence says the rest. */
export const failureTexts = defineTexts({
  en: {
    unreachable: 'The server cannot be reached. Nothing you typed is lost: try again when it is back.',
    notConfirmed: 'You did not confirm who you are.',
    notSignedIn: 'You are signed out. Sign in, then try again.',
  },
  de: {
    unreachable:
      'Der Server ist nicht erreichbar. Ihre Eingaben bleiben: Noch einmal versuchen, sobald er antwortet.',
    notConfirmed: 'Sie haben nicht bestätigt, wer Sie sind.',
    notSignedIn: 'Sie sind abgemeldet. Bitte anmelden und noch einmal versuchen.',
  },
})

type FailureTexts = (typeof failureTexts)['en']

/** Why an act was not done, in the language of the texts where the page knows the reason. */
export function explainFailure({ code, desc, status }: DashboardError, t: FailureTexts): string {
  if (code === 'unreachable') return t.unreachable
  if (code === 'notConfirmed') return t.notConfirmed
  return status === 401 ? t.notSignedIn : desc
}
