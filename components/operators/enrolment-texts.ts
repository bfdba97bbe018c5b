import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

/** Texts of the enrolment codes: the policy in force, the list, and the creation and revocation of a code. */
export const enrolmentTexts = defineTexts({
  en: {
    title: 'Enrolment codes',
    open: 'Every AOI Client may register: AOI_REGISTRATION is open. A code has no effect until the policy is code.',
    code: 'A new AOI Client needs one of these codes to register: AOI_REGISTRATION is code. Registered AOI Clients need none.',
    closed:
      'No new AOI Client may register: AOI_REGISTRATION is closed. A code has no effect until the policy is code.',
    none: 'There is no code.',
    more: 'The command aoi admin codes list shows older codes.',
    live: 'Valid',
    revoked: 'Revoked',
    expired: 'Expired',
    usedUp: 'Used up',
    madeBy: (actor: string) => `created by ${actor}`,
    uses: (uses: number) => en(uses, 'use', 'uses'),
    usesLeft: (left: string, max: number) => `${left} of ${en(max, 'use', 'uses')} left`,
    anyNumber: 'any number of uses',
    expires: 'expires',
    ended: 'expired',
    endless: 'does not expire',
    make: 'Create code…',
    makeTitle: 'Create an enrolment code',
    makeHow: 'The code lets new AOI Clients register. The server shows it once and stores only its hash.',
    label: 'Name',
    labelHint: 'For example the place or the person that the code is for.',
    usesMax: 'Number of AOI Clients that may use it (empty: any number)',
    days: 'Days until the code expires (empty: never)',
    makeIt: 'Create code',
    tooMany: (limit: string) =>
      `The server already has ${limit} codes, which is the limit. Revoke codes that nobody needs.`,
    made: 'The new enrolment code',
    madeHow: (name: string) =>
      `For ${name}. Give it to the devices: by aoi listen --code CODE, aoi daemon --code CODE, or enrolmentCode of the library.`,
    theCode: 'the enrolment code',
    revoke: 'Revoke code',
    revokeTitle: 'Revoke an enrolment code',
    revokeHow: 'No further AOI Client can register with this code. AOI Clients that used it stay registered.',
    revokeIt: (name: string) => `Revoke ${name}`,
    revokedNow: (name: string) => `${name} is revoked.`,
    id: 'Code ID',
    by: 'Created by',
    used: 'Used',
  },
  de: {
    title: 'Registrierungscodes',
    open: 'Jeder AOI Client darf sich registrieren: AOI_REGISTRATION ist open. Ein Code bewirkt nichts, bis die Regel code lautet.',
    code: 'Ein neuer AOI Client braucht einen dieser Codes, um sich zu registrieren: AOI_REGISTRATION ist code. Registrierte AOI Clients brauchen keinen.',
    closed:
      'Kein neuer AOI Client darf sich registrieren: AOI_REGISTRATION ist closed. Ein Code bewirkt nichts, bis die Regel code lautet.',
    none: 'Es gibt keinen Code.',
    more: 'Ältere Codes zeigt der Befehl aoi admin codes list.',
    live: 'Gültig',
    revoked: 'Widerrufen',
    expired: 'Abgelaufen',
    usedUp: 'Verbraucht',
    madeBy: (actor: string) => `erstellt von ${actor}`,
    uses: (uses: number) => de(uses, 'Verwendung', 'Verwendungen'),
    usesLeft: (left: string, max: number) => `noch ${left} von ${de(max, 'Verwendung', 'Verwendungen')}`,
    anyNumber: 'beliebig oft',
    expires: 'läuft ab',
    ended: 'abgelaufen',
    endless: 'läuft nicht ab',
    make: 'Code erstellen …',
    makeTitle: 'Registrierungscode erstellen',
    makeHow:
      'Mit dem Code können sich neue AOI Clients registrieren. Der Server zeigt ihn einmal und speichert nur seinen Hash.',
    label: 'Name',
    labelHint: 'Zum Beispiel der Ort oder die Person, für die der Code bestimmt ist.',
    usesMax: 'Anzahl der AOI Clients, die ihn verwenden dürfen (leer: beliebig viele)',
    days: 'Tage, bis der Code abläuft (leer: nie)',
    makeIt: 'Code erstellen',
    tooMany: (limit: string) =>
      `Der Server hat schon ${limit} Codes, das ist das Limit. Widerrufen Sie Codes, die niemand braucht.`,
    made: 'Der neue Registrierungscode',
    madeHow: (name: string) =>
      `Für ${name}. Geben Sie ihn den Geräten: mit aoi listen --code CODE, aoi daemon --code CODE oder enrolmentCode der Bibliothek.`,
    theCode: 'den Registrierungscode',
    revoke: 'Code widerrufen',
    revokeTitle: 'Registrierungscode widerrufen',
    revokeHow:
      'Kein weiterer AOI Client kann sich mit diesem Code registrieren. AOI Clients, die ihn verwendet haben, bleiben registriert.',
    revokeIt: (name: string) => `${name} widerrufen`,
    revokedNow: (name: string) => `${name} ist widerrufen.`,
    id: 'Code-ID',
    by: 'Erstellt von',
    used: 'Verwendet',
  },
})
