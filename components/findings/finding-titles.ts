import type { FindingKind } from '#protocol/findings.ts'
import { defineTexts } from '../i18n/define-texts.ts'

/** The sentence of each kind of finding. Functions get the count. */
export const findingTitles = defineTexts({
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
  } satisfies Record<FindingKind, string | ((count: string) => string)>,
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
})
