import type { FindingKind } from './finding-kinds.ts'

/** Languages in which findings reach people. */
export const NEWS_LANGUAGES = ['en', 'de'] as const
export type NewsLanguage = (typeof NEWS_LANGUAGES)[number]

type Title = string | ((count: string) => string)

/** Returns the sentence of a title with its count. */
export function writeTitle(title: Title, count: string): string {
  return typeof title === 'string' ? title : title(count)
}

/** The sentence of each kind of finding, for pages and for news. Functions get the count. */
export const FINDING_TITLES = {
  en: {
    notReady: 'The server is not ready for requests',
    unexpectedErrors: 'Unexpected errors occurred. The server’s log has the details',
    untrustedForwarding:
      'Requests come through a proxy that the server does not trust. Set AOI_TRUSTED_PROXIES',
    plainHttp:
      'Other machines can reach the server without TLS. Put a proxy with TLS in front, and set AOI_PUBLIC_URL to its https origin',
    unknownVariables:
      'The server does not know an environment variable that begins with AOI_. Correct or remove it',
    weakSeeds: 'Tokens may be made of seeds that can be guessed. Set AOI_MIN_SEED_BYTES to 16 or more',
    weakSecret: 'AOI_AUTH_SECRET can be guessed. Set 32 random bytes',
    openMetrics: 'Other machines can read the metrics without a token. Set AOI_METRICS_TOKEN',
    openDirectory: 'Other users of the machine may read the data directory. Remove that permission',
    openFile:
      'Other users of the machine may read a private file in the data directory. Remove that permission',
    diskLow: 'The disk of the data directory is nearly full. Free space',
    fewOpenFiles: 'The server may open few files, and each session needs one. Raise its limit of open files',
    clockSkew: 'The clock of the server differs from another one. Synchronise both by NTP',
    publicUrlAway:
      'No AOI Server answers at AOI_PUBLIC_URL, as seen from the server. Correct it, or the proxy behind it',
    publicUrlOther: 'Another AOI Server answers at AOI_PUBLIC_URL. Correct it, or the address behind it',
    certificateEnds: 'The certificate at AOI_PUBLIC_URL ends soon. Renew it',
    noBackup: 'There is no recent backup. Run aoi admin backup every day',
    noRehearsal: 'No restore was rehearsed recently. Run aoi admin rehearse, or set AOI_REHEARSE_AT',
    rehearsalFailed: 'The last rehearsal of a restore failed',
    databaseSlow: (count: string) => `One write to the database took ${count} ms`,
    memoryHigh: (count: string) => `The server uses ${count} % of its memory`,
    loopSlow: (count: string) => `The server’s event loop was blocked for ${count} ms`,
    textIndexBehind: (count: string) =>
      `The search by text lacks the newest notifications. Its index is behind by minutes: ${count}`,
    webhookFails: 'A webhook fails, or the server disabled it',
    hookFails: (count: string) => `A hook refused requests in the last hour: ${count}`,
    pushRefused: (count: string) => `Push services did not take messages in the last ten minutes: ${count}`,
    undelivered: (count: string) =>
      `Notifications that expired in the last hour before every recipient had them: ${count}`,
    waiting: (count: string) => `Notifications with recipients pending for more than five minutes: ${count}`,
    windowFull: (count: string) => `AOI Clients that take notifications more slowly than they come: ${count}`,
    reconnecting: (count: string) =>
      `AOI Clients that connected again and again in the last ten minutes: ${count}`,
    nobodyOnline: (count: string) => `No AOI Client is online. Registrations: ${count}`,
    nobodyMaySend: 'No Server Application may send: there is no valid API key',
    withoutMembers: (count: string) => `Notifications of the last hour to tokens without members: ${count}`,
    registrationsRefused: (count: string) => `Registrations refused in the last hour: ${count}`,
    sendersRefused: (count: string) => `Callers that exceeded a limit in the last hour: ${count}`,
    keyEnds: (count: string) => `An API key expires. Days left: ${count}`,
    devicesUnseen: (count: string) => `AOI Clients that have not connected for a long time: ${count}`,
  },
  de: {
    notReady: 'Der Server ist nicht bereit für Anfragen',
    unexpectedErrors: 'Unerwartete Fehler sind aufgetreten. Die Einzelheiten stehen im Log des Servers',
    untrustedForwarding:
      'Anfragen kommen über einen Proxy, dem der Server nicht vertraut. Setzen Sie AOI_TRUSTED_PROXIES',
    plainHttp:
      'Andere Rechner erreichen den Server ohne TLS. Stellen Sie einen Proxy mit TLS davor, und setzen Sie AOI_PUBLIC_URL auf dessen https-Adresse',
    unknownVariables:
      'Der Server kennt eine Umgebungsvariable nicht, die mit AOI_ beginnt. Berichtigen oder entfernen Sie sie',
    weakSeeds:
      'Tokens dürfen aus Seeds entstehen, die sich erraten lassen. Setzen Sie AOI_MIN_SEED_BYTES auf mindestens 16',
    weakSecret: 'AOI_AUTH_SECRET lässt sich erraten. Setzen Sie 32 zufällige Bytes',
    openMetrics: 'Andere Rechner können die Metriken ohne Token lesen. Setzen Sie AOI_METRICS_TOKEN',
    openDirectory:
      'Andere Benutzer des Rechners dürfen das Datenverzeichnis lesen. Nehmen Sie ihnen dieses Recht',
    openFile:
      'Andere Benutzer des Rechners dürfen eine private Datei im Datenverzeichnis lesen. Nehmen Sie ihnen dieses Recht',
    diskLow: 'Der Datenträger des Datenverzeichnisses ist fast voll. Schaffen Sie Platz',
    fewOpenFiles:
      'Der Server darf wenige Dateien öffnen, und jede Sitzung braucht eine. Erhöhen Sie sein Limit offener Dateien',
    clockSkew: 'Die Uhr des Servers weicht von einer anderen ab. Stellen Sie beide mit NTP',
    publicUrlAway:
      'Unter AOI_PUBLIC_URL antwortet, vom Server aus gesehen, kein AOI Server. Berichtigen Sie die Adresse oder den Proxy dahinter',
    publicUrlOther:
      'Unter AOI_PUBLIC_URL antwortet ein anderer AOI Server. Berichtigen Sie die Adresse oder ihr Ziel',
    certificateEnds: 'Das Zertifikat unter AOI_PUBLIC_URL läuft bald ab. Erneuern Sie es',
    noBackup: 'Es gibt keine neue Sicherung. Führen Sie täglich aoi admin backup aus',
    noRehearsal:
      'In letzter Zeit wurde keine Wiederherstellung geprobt. Führen Sie aoi admin rehearse aus, oder setzen Sie AOI_REHEARSE_AT',
    rehearsalFailed: 'Die letzte Probe einer Wiederherstellung ist gescheitert',
    databaseSlow: (count: string) => `Ein Schreibvorgang der Datenbank dauerte ${count} ms`,
    memoryHigh: (count: string) => `Der Server belegt ${count} % seines Speichers`,
    loopSlow: (count: string) => `Die Ereignisschleife des Servers war ${count} ms blockiert`,
    textIndexBehind: (count: string) =>
      `Der Suche im Text fehlen die neuesten Benachrichtigungen. Rückstand ihres Index in Minuten: ${count}`,
    webhookFails: 'Ein Webhook schlägt fehl, oder der Server hat ihn abgeschaltet',
    hookFails: (count: string) => `Ein Hook hat in der letzten Stunde Anfragen abgelehnt: ${count}`,
    pushRefused: (count: string) =>
      `Nachrichten, die Push-Dienste in den letzten zehn Minuten nicht annahmen: ${count}`,
    undelivered: (count: string) =>
      `Benachrichtigungen, die in der letzten Stunde abliefen, bevor alle Empfänger sie hatten: ${count}`,
    waiting: (count: string) =>
      `Benachrichtigungen mit Empfängern, die seit mehr als fünf Minuten ausstehen: ${count}`,
    windowFull: (count: string) =>
      `AOI Clients, die Benachrichtigungen langsamer abnehmen, als sie kommen: ${count}`,
    reconnecting: (count: string) =>
      `AOI Clients, die sich in den letzten zehn Minuten immer wieder neu verbanden: ${count}`,
    nobodyOnline: (count: string) => `Kein AOI Client ist online. Registrierungen: ${count}`,
    nobodyMaySend: 'Keine Server Application darf senden: Es gibt keinen gültigen API-Schlüssel',
    withoutMembers: (count: string) =>
      `Benachrichtigungen der letzten Stunde an Tokens ohne Mitglieder: ${count}`,
    registrationsRefused: (count: string) => `In der letzten Stunde abgelehnte Registrierungen: ${count}`,
    sendersRefused: (count: string) =>
      `Aufrufer, die in der letzten Stunde ein Limit überschritten haben: ${count}`,
    keyEnds: (count: string) => `Ein API-Schlüssel läuft ab. Verbleibende Tage: ${count}`,
    devicesUnseen: (count: string) => `AOI Clients, die sich lange nicht verbunden haben: ${count}`,
  },
} as const satisfies Record<NewsLanguage, Record<FindingKind, Title>>

/** The consequence of each kind of finding. */
export const FINDING_EFFECTS = {
  en: {
    notReady: 'Senders get 503 and try again later.',
    unexpectedErrors: 'Each error ended one request, one connection or one background step.',
    untrustedForwarding: 'All callers share one address and its limits.',
    plainHttp: 'Keys, tokens and payloads can be read on the way.',
    unknownVariables: 'The setting has no effect.',
    weakSeeds: 'A stranger may join the members of such a token.',
    weakSecret: 'A stranger may sign in as an operator.',
    openMetrics: 'Strangers see how the server is used.',
    openDirectory: 'They can read secrets and payloads.',
    openFile: 'They can read secrets or payloads.',
    diskLow: 'The server refuses submissions before the disk is full.',
    fewOpenFiles: 'Further AOI Clients cannot connect.',
    clockSkew: 'Notifications expire too early or too late, and sign-ins may fail.',
    publicUrlAway: 'New devices get an address that they may not reach.',
    publicUrlOther: 'New devices register at the other server.',
    certificateEnds: 'Devices and senders cannot connect after that.',
    noBackup: 'After the loss of the disk, everything since the last backup is gone.',
    noRehearsal: 'Nobody knows whether the backups can be restored.',
    rehearsalFailed: 'The latest backup may be unusable.',
    databaseSlow: 'Senders and acknowledgements wait for it.',
    memoryHigh: 'The system may end the process.',
    loopSlow: 'Every request and every delivery waits for that time.',
    textIndexBehind: 'Nobody finds the newest notifications by a word of their text.',
    webhookFails: 'Its receiver gets no events.',
    hookFails: 'The sender’s messages become no notifications.',
    pushRefused: 'Members of push services get their notifications late or not at all.',
    undelivered: 'Some recipients will never get them.',
    waiting: 'Some recipients do not have them yet.',
    windowFull: 'They get their notifications late. Others are not delayed.',
    reconnecting: 'Each connection costs them energy, and delays their notifications.',
    nobodyOnline: 'Notifications wait until a device connects.',
    nobodyMaySend: 'Only hooks and Web Push reach the members.',
    withoutMembers: 'Nobody gets them.',
    registrationsRefused: 'Those apps get no notifications.',
    sendersRefused: 'Their requests beyond the limit were refused.',
    keyEnds: 'Its Server Application cannot send after that.',
    devicesUnseen: 'Their notifications expire. A device that is gone keeps its registrations.',
  },
  de: {
    notReady: 'Sender erhalten 503 und versuchen es später erneut.',
    unexpectedErrors:
      'Jeder Fehler beendete eine Anfrage, eine Verbindung oder einen Schritt im Hintergrund.',
    untrustedForwarding: 'Alle Aufrufer teilen sich eine Adresse und deren Limits.',
    plainHttp: 'Schlüssel, Tokens und Inhalte lassen sich unterwegs mitlesen.',
    unknownVariables: 'Die Einstellung wirkt nicht.',
    weakSeeds: 'Fremde können Mitglied eines solchen Tokens werden.',
    weakSecret: 'Fremde können sich als Operator anmelden.',
    openMetrics: 'Fremde sehen, wie der Server benutzt wird.',
    openDirectory: 'Sie können Geheimnisse und Inhalte lesen.',
    openFile: 'Sie können Geheimnisse oder Inhalte lesen.',
    diskLow: 'Der Server lehnt Benachrichtigungen ab, bevor der Datenträger voll ist.',
    fewOpenFiles: 'Weitere AOI Clients können sich nicht verbinden.',
    clockSkew: 'Benachrichtigungen laufen zu früh oder zu spät ab, und Anmeldungen können scheitern.',
    publicUrlAway: 'Neue Geräte erhalten eine Adresse, die sie vielleicht nicht erreichen.',
    publicUrlOther: 'Neue Geräte registrieren sich beim anderen Server.',
    certificateEnds: 'Geräte und Sender können sich danach nicht verbinden.',
    noBackup: 'Fällt der Datenträger aus, ist alles seit der letzten Sicherung verloren.',
    noRehearsal: 'Niemand weiß, ob sich die Sicherungen wiederherstellen lassen.',
    rehearsalFailed: 'Die neueste Sicherung ist vielleicht unbrauchbar.',
    databaseSlow: 'Sender und Bestätigungen warten darauf.',
    memoryHigh: 'Das System beendet vielleicht den Prozess.',
    loopSlow: 'Jede Anfrage und jede Zustellung wartet so lange.',
    textIndexBehind: 'Die neuesten Benachrichtigungen sind nicht über ein Wort ihres Textes zu finden.',
    webhookFails: 'Sein Empfänger erhält keine Ereignisse.',
    hookFails: 'Aus den Meldungen des Senders werden keine Benachrichtigungen.',
    pushRefused: 'Mitglieder über Push-Dienste erhalten Benachrichtigungen spät oder gar nicht.',
    undelivered: 'Einige Empfänger erhalten sie nie.',
    waiting: 'Einige Empfänger haben sie noch nicht.',
    windowFull: 'Sie erhalten ihre Benachrichtigungen spät. Andere werden nicht verzögert.',
    reconnecting: 'Jede Verbindung kostet sie Energie und verzögert ihre Benachrichtigungen.',
    nobodyOnline: 'Benachrichtigungen warten, bis sich ein Gerät verbindet.',
    nobodyMaySend: 'Nur Hooks und Web Push erreichen die Mitglieder.',
    withoutMembers: 'Niemand erhält sie.',
    registrationsRefused: 'Diese Apps erhalten keine Benachrichtigungen.',
    sendersRefused: 'Ihre Anfragen über dem Limit wurden abgelehnt.',
    keyEnds: 'Seine Server Application kann danach nicht mehr senden.',
    devicesUnseen:
      'Ihre Benachrichtigungen laufen ab. Ein Gerät, das es nicht mehr gibt, behält seine Registrierungen.',
  },
} as const satisfies Record<NewsLanguage, Record<FindingKind, string>>

/** The other words of news. */
export const FINDING_WORDS = {
  en: { resolved: (title: string) => `Resolved: ${title}`, open: 'Open' },
  de: { resolved: (title: string) => `Behoben: ${title}`, open: 'Öffnen' },
} as const satisfies Record<NewsLanguage, { resolved: (title: string) => string; open: string }>
