import { defineTexts } from '../i18n/define-texts.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { explainRefusal } from '../operators/refusal-texts.ts'

/**
 * Texts that describe a failure by its code. `said` is the server's own sentence, which is English and may know more.
 */
export const failureTexts = defineTexts({
  en: {
    unreachable: 'The server cannot be reached. Nothing you typed is lost: try again when it is back.',
    timeout: 'The server did not answer in time. Nothing you typed is lost: try again.',
    noAnswer:
      'The server did not answer in time. It may have done it all the same: look first, then try again. Nothing you typed is lost.',
    notConfirmed: 'You did not confirm who you are.',
    notSignedIn: 'You are signed out. Sign in, then try again.',
    invalid: (_element: string, said: string) => said,
    forbidden: (said: string) => said,
    notFound: (said: string) => said,
    inFlight: (said: string) => said,
    tooLarge: (said: string) => said,
    keyReused: (said: string) => said,
    tooMany: (said: string) => said,
    unavailable: (said: string) => said,
    unknown: (said: string) => said,
  },
  de: {
    unreachable:
      'Der Server ist nicht erreichbar. Ihre Eingaben bleiben: Noch einmal versuchen, sobald er antwortet.',
    timeout: 'Der Server hat nicht rechtzeitig geantwortet. Ihre Eingaben bleiben: Noch einmal versuchen.',
    noAnswer:
      'Der Server hat nicht rechtzeitig geantwortet. Vielleicht ist es trotzdem geschehen: Bitte erst nachsehen, dann noch einmal versuchen. Ihre Eingaben bleiben.',
    notConfirmed: 'Sie haben nicht bestätigt, wer Sie sind.',
    notSignedIn: 'Sie sind abgemeldet. Bitte anmelden und noch einmal versuchen.',
    invalid: (element: string) =>
      element === '' ? 'Der Server lehnt die Eingabe ab.' : `Der Server lehnt diese Eingabe ab: ${element}.`,
    forbidden: () => 'Ihre Rolle darf das nicht.',
    notFound: () => 'Das gibt es nicht, oder nicht mehr.',
    inFlight: () => 'Dieselbe Anfrage läuft noch.',
    tooLarge: () => 'Das ist zu groß.',
    keyReused: () => 'Diese Anfrage wurde schon mit anderem Inhalt gestellt.',
    tooMany: () => 'Das war zu oft. Bitte gleich noch einmal versuchen.',
    unavailable: () => 'Der Server kann das gerade nicht tun. Bitte gleich noch einmal versuchen.',
    unknown: () => 'Der Server hat das nicht getan.',
  },
})

type FailureTexts = (typeof failureTexts)['en']

const BY_STATUS: Record<number, (desc: string, t: FailureTexts) => string> = {
  400: (desc, t) => t.invalid(/^([\w.]+):/.exec(desc)?.[1] ?? '', desc),
  401: (_, t) => t.notSignedIn,
  403: (desc, t) => t.forbidden(desc),
  404: (desc, t) => t.notFound(desc),
  409: (desc, t) => t.inFlight(desc),
  413: (desc, t) => t.tooLarge(desc),
  422: (desc, t) => t.keyReused(desc),
  429: (desc, t) => t.tooMany(desc),
  503: (desc, t) => t.unavailable(desc),
}

/** Explains why a read or an act failed, in the language of the texts. */
export function explainFailure({ code, desc, status }: DashboardError, t: FailureTexts): string {
  if (code === 'unreachable') return t.unreachable
  if (code === 'timeout') return t.timeout
  if (code === 'noAnswer') return t.noAnswer
  if (code === 'notConfirmed') return t.notConfirmed
  if (code === 'lastAdmin' || code === 'operatorExists') return explainRefusal(code)
  return BY_STATUS[status]?.(desc, t) ?? t.unknown(desc)
}

/** Like `explainFailure`, for any error. An error without an answer of the server keeps its own message. */
export function explainError(error: Error, t: FailureTexts): string {
  return error instanceof DashboardError ? explainFailure(error, t) : error.message
}
