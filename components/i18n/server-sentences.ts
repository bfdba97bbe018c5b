import { useCallback, useContext } from 'react'
import type { Locale } from './locale.ts'
import { OUTAGES_IN_GERMAN } from './outage-sentences.ts'
import { LocaleContext } from './use-texts.ts'

type Sentence = {
  /** A part of the sentence as it stands in the server's source, where a test looks it up. */
  source: string
  of: RegExp
  de: (...values: string[]) => string
}

const FURTHER = 'weitere Konten und Adressen'

/**
 * Sentences that the server writes in English for its log, its API and the audit, and that pages show. They say why the
 * server is not ready, why it refused a registration, and how an act ended. Operators' own words inside them stay.
 */
export const SERVER_SENTENCES: readonly Sentence[] = [
  {
    source: 'the server is draining',
    of: /^the server is draining$/,
    de: () => 'Der Server fährt herunter',
  },
  {
    source: 'the disk of the data directory is nearly full',
    of: /^the disk of the data directory is nearly full$/,
    de: () => 'Der Datenträger des Datenverzeichnisses ist fast voll',
  },
  {
    source: 'the mail server did not take the mail: ',
    of: /^the mail server did not take the mail: (.+)$/,
    de: (code) => `Der Mailserver nahm die E-Mail nicht an: ${code}`,
  },
  {
    source: 'too many mails are waiting',
    of: /^too many mails are waiting$/,
    de: () => 'Zu viele E-Mails warten',
  },
  {
    source: 'the data directory cannot be read',
    of: /^the data directory cannot be read$/,
    de: () => 'Das Datenverzeichnis lässt sich nicht lesen',
  },
  {
    source: 'the database cannot be written',
    of: /^the database cannot be written$/,
    de: () => 'In die Datenbank lässt sich nicht schreiben',
  },
  {
    source: 'the database took more than ',
    of: /^the database took more than (\d+) ms for one write$/,
    de: (limit) => `Die Datenbank brauchte für einen Schreibvorgang mehr als ${limit} ms`,
  },
  {
    source: 'too many submissions are waiting',
    of: /^too many submissions are waiting$/,
    de: () => 'Zu viele Benachrichtigungen warten auf ihre Annahme',
  },
  {
    source: 'too many token derivations for this AOI Client',
    of: /^too many token derivations for this AOI Client$/,
    de: () => 'Zu viele Ableitungen von Tokens für diesen AOI Client',
  },
  {
    source: 'must be an origin of this AOI Server',
    of: /^tokenProof\.origin: must be an origin of this AOI Server$/,
    de: () => 'tokenProof.origin: muss ein Ursprung dieses AOI Servers sein',
  },
  {
    source: 'is reserved for simulated recipients',
    of: /^ApplicationName: (\S+) is reserved for simulated recipients$/,
    de: (name) => `ApplicationName: ${name} ist simulierten Empfängern vorbehalten`,
  },
  {
    source: "tokenScope: must be '' or this provider's origin, ",
    of: /^tokenScope: must be '' or this provider's origin, (\S+)$/,
    de: (origin) => `tokenScope: muss '' oder der Ursprung dieses Anbieters sein, ${origin}`,
  },
  {
    source: ' bytes of UTF-8; a new one must be random',
    of: /^tokenSeed: must be at least (\d+) bytes of UTF-8; a new one must be random$/,
    de: (bytes) => `tokenSeed: muss mindestens ${bytes} Bytes UTF-8 haben; ein neuer muss zufällig sein`,
  },
  {
    source: 'tokenProof.nonce: is unknown, used or expired',
    of: /^tokenProof\.nonce: is unknown, used or expired$/,
    de: () => 'tokenProof.nonce: ist nicht bekannt, wurde benutzt oder ist abgelaufen',
  },
  {
    source: 'tokenProof.pkReg: must be a point on P-256',
    of: /^tokenProof\.pkReg: must be a point on P-256$/,
    de: () => 'tokenProof.pkReg: muss ein Punkt auf P-256 sein',
  },
  {
    source: 'tokenProof.signature: is not valid',
    of: /^tokenProof\.signature: is not valid$/,
    de: () => 'tokenProof.signature: ist nicht gültig',
  },
  {
    source: ' failed): ',
    of: /^(\d+) of (\d+) \((\d+) failed\): (.*)$/s,
    de: (done, all, failed, reason) => `${done} von ${all} (${failed} fehlgeschlagen): ${reason}`,
  },
  {
    source: ' members: ',
    of: /^(\d+) members: (.*)$/s,
    de: (members, reason) => `${members} Mitglieder: ${reason}`,
  },
  {
    source: ' recipients`',
    of: /^(\d+) recipients$/,
    de: (recipients) => `${recipients} Empfänger`,
  },
  {
    source: ' follows; it ends after ',
    of: /^(\S+) follows; it ends after (.+)$/,
    de: (key, length) => `Sein Nachfolger ist ${key}; er selbst läuft nach ${length} ab`,
  },
  {
    source: 'further accounts and addresses',
    of: /^further accounts and addresses$/,
    de: () => FURTHER,
  },
  {
    source: 'further accounts and addresses',
    of: /^further accounts and addresses, (\d+) more$/,
    de: (times) => `${FURTHER}, noch ${times}`,
  },
]

/** Translates a `sentence` that the pages know into the reader's language; leaves others as the server wrote them. */
export function translateSentence(sentence: string, locale: Locale): string {
  if (locale !== 'de') return sentence
  const outage = OUTAGES_IN_GERMAN[sentence]
  if (outage !== undefined) return outage
  for (const { of, de } of SERVER_SENTENCES) {
    const found = of.exec(sentence)
    if (found !== null) return de(...found.slice(1))
  }
  return sentence
}

/** Returns `translateSentence` for the reader of the page. */
export function useSentences(): (sentence: string) => string {
  const locale = useContext(LocaleContext)
  return useCallback((sentence: string) => translateSentence(sentence, locale), [locale])
}
