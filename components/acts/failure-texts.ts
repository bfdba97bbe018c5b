import { defineTexts } from '../i18n/define-texts.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { explainRefusal } from '../operators/refusal-texts.ts'

/**
 * Texts that describe a failure by its code. `said` is the server's own sentence, which is English and may know more.
 */
export const failureTexts = defineTexts({
  en: {
    unreachable: 'The server cannot be reached. Try again when it is back. The page keeps your input.',
    timeout: 'The server did not answer in time. Try again. The page keeps your input.',
    noAnswer:
      'The server did not answer in time. The action may have succeeded: look first, then try again. The page keeps your input.',
    notConfirmed: 'You did not confirm your identity.',
    notSignedIn: 'You are signed out. Sign in, then try again.',
    invalid: (_element: string, said: string) => said,
    forbidden: (said: string) => said,
    notFound: (said: string) => said,
    inFlight: (said: string) => said,
    taken: (_element: string, said: string) => said,
    tooLarge: (said: string) => said,
    keyReused: (said: string) => said,
    tooMany: (said: string) => said,
    unavailable: (said: string) => said,
    unknown: (said: string) => said,
  },
  de: {
    unreachable:
      'Der Server ist nicht erreichbar. Versuchen Sie es erneut, sobald er antwortet. Ihre Eingaben bleiben erhalten.',
    timeout:
      'Der Server hat nicht rechtzeitig geantwortet. Versuchen Sie es erneut. Ihre Eingaben bleiben erhalten.',
    noAnswer:
      'Der Server hat nicht rechtzeitig geantwortet. Vielleicht war die Aktion trotzdem erfolgreich: Sehen Sie erst nach, dann versuchen Sie es erneut. Ihre Eingaben bleiben erhalten.',
    notConfirmed: 'Sie haben Ihre Identität nicht bestätigt.',
    notSignedIn: 'Sie sind abgemeldet. Melden Sie sich an und versuchen Sie es erneut.',
    invalid: (element: string) =>
      element === ''
        ? 'Der Server lehnt die Eingabe ab.'
        : `Der Server lehnt den Wert dieses Feldes ab: ${element}.`,
    forbidden: () => 'Ihre Rolle erlaubt diese Aktion nicht.',
    notFound: () => 'Der Server findet dieses Objekt nicht. Vielleicht wurde es entfernt.',
    inFlight: () => 'Dieselbe Anfrage läuft noch. Warten Sie, bis sie endet.',
    taken: (element: string) => `Diesen Wert gibt es schon: ${element}. Wählen Sie einen anderen.`,
    tooLarge: () => 'Die Eingabe ist zu groß. Kürzen Sie sie.',
    keyReused: () =>
      'Der Server hat diese Anfrage schon mit anderem Inhalt erhalten. Laden Sie die Seite neu.',
    tooMany: () => 'Das waren zu viele Anfragen. Versuchen Sie es gleich erneut.',
    unavailable: () => 'Der Server ist gerade nicht bereit. Versuchen Sie es gleich erneut.',
    unknown: () => 'Der Server meldet einen Fehler.',
  },
})

type FailureTexts = (typeof failureTexts)['en']

/** The elements whose values must be unique. Every other conflict is a request that still runs. */
const TAKEN = new Set(['name', 'alias', 'email'])

/** The element that the server's sentence begins with. */
function elementOf(desc: string): string {
  return /^([\w.]+):/.exec(desc)?.[1] ?? ''
}

const BY_STATUS: Record<number, (desc: string, t: FailureTexts) => string> = {
  400: (desc, t) => t.invalid(elementOf(desc), desc),
  401: (_, t) => t.notSignedIn,
  403: (desc, t) => t.forbidden(desc),
  404: (desc, t) => t.notFound(desc),
  409: (desc, t) => (TAKEN.has(elementOf(desc)) ? t.taken(elementOf(desc), desc) : t.inFlight(desc)),
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
