import { defineTexts } from '../i18n/define-texts.ts'
import { formatOf } from '../ui/format.ts'

export const texts = defineTexts({
  en: {
    title: 'Overview',
    serving: 'Serving',
    draining: 'Shutting down, refuses new requests',
    silent: 'Not answering',
    unknown: 'Status unknown',
    started: 'started',
    pause: 'Pause',
    resume: 'Resume',
    resumeNew: (count: string) => `Resume (${count} new)`,
    reading: 'Loading…',
    figures: 'Key figures',
    aoiClients: 'AOI Clients',
    online: (online: string) => `${online} online`,
    registrations: 'Registrations',
    registrationsIs: 'members of tokens',
    tokens: 'Tokens',
    tokensIs: (shared: string, unique: string) => `${shared} shared, ${unique} unique`,
    perMinute: 'Notifications per minute',
    perHour: (count: string) => `${count} in the last hour`,
    delivered: 'Delivered, last hour',
    deliveredIs: (acked: string, recipients: number) =>
      `${acked} of ${formatOf('en').count(recipients, { one: 'recipient', other: 'recipients' })}`,
    deliveredOf: (count: string) => `among the newest ${count}`,
    nothing: 'no notifications',
    timeToAck: 'Time to ack, p95',
    half: (time: string) => `half within ${time}`,
    noAcks: 'no acks in the last hour',
    needsYou: 'Action needed',
    allWell: 'No action is needed.',
    notReady: 'This server is not ready for requests',
    unexpectedErrors: 'Unexpected errors occurred in the last minute. The server’s log has the details',
    untrustedForwarding:
      'Requests come through a proxy that the server does not trust. All callers share one address and its limits. Set AOI_TRUSTED_PROXIES',
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
    undelivered: (count: string) =>
      `Notifications that expired in the last hour before every recipient had them: ${count}`,
    waiting: (count: string) => `Notifications with recipients pending for more than five minutes: ${count}`,
    refused: (count: string) => `Registrations refused in the last hour: ${count}`,
    limitsRefuse: (count: string) => `Callers that exceeded a limit in the last hour: ${count}`,
    nobodyMaySend: 'No Server Application may send: there is no valid API key',
    nobodyOnline: (count: string) => `No AOI Client is online. Registrations: ${count}`,
    keysEnding: (count: string) => `API keys that expire within a week: ${count}`,
    webhooksDisabled: (count: string) =>
      `Webhooks that the server disabled, and that get no events: ${count}`,
    look: 'Show',
    heat: 'The last hour',
    heatIs:
      'Each column is one minute. The bar shows accepted notifications, the cells show acks by time to ack. Select a column to list its notifications.',
    heatLabel:
      'Acks by time to ack, for each minute. Arrow keys move between minutes, Enter lists the notifications.',
    noHeat: 'The server received no acks in the last hour.',
    minute: (at: string, accepted: string, acked: string, p95: string) =>
      `${at}: ${accepted} accepted, ${acked} acked, 95 % within ${p95}`,
    ago: '60 min ago',
    now: 'now',
    since: 'since this server started',
    nodes: 'Nodes',
    node: 'Node',
    state: 'State',
    nodeIs: (role: string, version: string) => `serves ${role}, version ${version}`,
    nodeSilent: 'Silent, last seen',
    clientsOnline: 'AOI Clients online',
    memory: 'Memory',
    upSince: 'Up since',
    rehearsal: 'Last rehearsal of a restore:',
    rehearsalSucceeded: 'succeeded',
    rehearsalFailedShort: 'failed',
    rehearsalTook: (time: string) => `took ${time}`,
    last: 'Last notifications',
    all: 'All notifications',
    application: 'Client Application',
    accepted: 'Accepted',
    outcome: 'Outcome',
    shared: 'shared token',
    unique: 'unique token',
    fingerprintIs: 'First six digits of the SHA-256 of the Client App Token',
    expires: 'expires',
    expired: 'expired',
    arrived: (count: number) =>
      formatOf('en').count(count, { one: 'new notification', other: 'new notifications' }),
    first: 'No notification yet',
    showMe: 'Try it in this browser',
    done: 'Done:',
    register: 'Register a Client Application',
    registerFound: (registrations: number, clients: number) =>
      `${formatOf('en').count(registrations, { one: 'registration', other: 'registrations' })}, ${formatOf('en').count(clients, { one: 'AOI Client', other: 'AOI Clients' })} online`,
    registerHow:
      'This command prints the Client App Token and waits. The same seed gets the same token on another machine, or here with --instance 2.',
    allow: 'Allow a Server Application to send',
    allowed: 'an API key is valid',
    notAllowed: 'no valid API key',
    allowHow:
      'Run this command in the folder of the server, with its AOI_DATA_DIR if that is set. It prints an API key once.',
    send: 'Send a notification',
    notSent: 'nothing sent yet',
    sendHow:
      'Replace KEY and TOKEN with the values that the commands printed. The notification appears on this page.',
    theCommand: (title: string) => `the command: ${title}`,
    nobodyRegistered: 'No Client Application is registered, so a notification has no recipients.',
    noKey: 'Client Applications are registered, but no Server Application has a valid API key.',
    readyOffline: 'The server is ready. No AOI Client is online, so a notification waits until one connects.',
    ready: 'The server is ready for the first notification.',
    unreachable: 'The server does not answer',
    unreachableHow:
      'Check the terminal or the service that it runs in. The command npm start starts it again.',
    refusedVisitor: 'The server does not show you this page',
    refusedVisitorHow: 'You are signed out, or your role does not allow this page. Sign in again.',
    unavailable: 'The server could not read its database',
    unavailableHow:
      'The server’s log has the reason. The server may be starting, shutting down or over a limit.',
    unreadable: 'This page does not understand the server’s answer',
    unreadableHow: 'The server may have been upgraded. Reload the page.',
    seenFrom: 'This page shows data from',
    again: (seconds: string) => `The page tries again every ${seconds} seconds.`,
  },
  de: {
    title: 'Überblick',
    serving: 'In Betrieb',
    draining: 'Fährt herunter, lehnt neue Anfragen ab',
    silent: 'Antwortet nicht',
    unknown: 'Zustand unbekannt',
    started: 'gestartet',
    pause: 'Anhalten',
    resume: 'Fortsetzen',
    resumeNew: (count: string) => `Fortsetzen (${count} neu)`,
    reading: 'Wird geladen …',
    figures: 'Kennzahlen',
    aoiClients: 'AOI Clients',
    online: (online: string) => `${online} online`,
    registrations: 'Registrierungen',
    registrationsIs: 'Mitglieder von Tokens',
    tokens: 'Tokens',
    tokensIs: (shared: string, unique: string) => `${shared} geteilt, ${unique} einzeln`,
    perMinute: 'Benachrichtigungen je Minute',
    perHour: (count: string) => `${count} in der letzten Stunde`,
    delivered: 'Zugestellt, letzte Stunde',
    deliveredIs: (acked: string, recipients: number) =>
      `${acked} von ${formatOf('de').count(recipients, { one: 'Empfänger', other: 'Empfängern' })}`,
    deliveredOf: (count: string) => `von den neuesten ${count}`,
    nothing: 'keine Benachrichtigungen',
    timeToAck: 'Zeit bis zur Bestätigung, p95',
    half: (time: string) => `die Hälfte binnen ${time}`,
    noAcks: 'keine Bestätigungen in der letzten Stunde',
    needsYou: 'Handlungsbedarf',
    allWell: 'Es besteht kein Handlungsbedarf.',
    notReady: 'Dieser Server ist nicht bereit für Anfragen',
    unexpectedErrors:
      'In der letzten Minute traten unerwartete Fehler auf. Die Einzelheiten stehen im Log des Servers',
    untrustedForwarding:
      'Anfragen kommen über einen Proxy, dem der Server nicht vertraut. Alle Aufrufer teilen sich eine Adresse und deren Limits. Setzen Sie AOI_TRUSTED_PROXIES',
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
    undelivered: (count: string) =>
      `Benachrichtigungen, die in der letzten Stunde abliefen, bevor alle Empfänger sie hatten: ${count}`,
    waiting: (count: string) =>
      `Benachrichtigungen mit Empfängern, die seit mehr als fünf Minuten ausstehen: ${count}`,
    refused: (count: string) => `In der letzten Stunde abgelehnte Registrierungen: ${count}`,
    limitsRefuse: (count: string) =>
      `Aufrufer, die in der letzten Stunde ein Limit überschritten haben: ${count}`,
    nobodyMaySend: 'Keine Server Application darf senden: Es gibt keinen gültigen API-Schlüssel',
    nobodyOnline: (count: string) => `Kein AOI Client ist online. Registrierungen: ${count}`,
    keysEnding: (count: string) => `API-Schlüssel, die binnen einer Woche ablaufen: ${count}`,
    webhooksDisabled: (count: string) =>
      `Webhooks, die der Server abgeschaltet hat und die keine Ereignisse erhalten: ${count}`,
    look: 'Anzeigen',
    heat: 'Die letzte Stunde',
    heatIs:
      'Jede Spalte ist eine Minute. Der Balken zeigt angenommene Benachrichtigungen, die Felder zeigen Bestätigungen nach ihrer Dauer. Wählen Sie eine Spalte, um ihre Benachrichtigungen zu sehen.',
    heatLabel:
      'Bestätigungen nach ihrer Dauer, für jede Minute. Pfeiltasten gehen von Minute zu Minute, die Eingabetaste zeigt die Benachrichtigungen.',
    noHeat: 'Der Server erhielt in der letzten Stunde keine Bestätigungen.',
    minute: (at: string, accepted: string, acked: string, p95: string) =>
      `${at}: ${accepted} angenommen, ${acked} bestätigt, 95 % binnen ${p95}`,
    ago: 'vor 60 min',
    now: 'jetzt',
    since: 'seit dem Start dieses Servers',
    nodes: 'Knoten',
    node: 'Knoten',
    state: 'Zustand',
    nodeIs: (role: string, version: string) =>
      `bedient ${role === 'all' ? 'alles' : role}, Version ${version}`,
    nodeSilent: 'Still, zuletzt gesehen',
    clientsOnline: 'AOI Clients online',
    memory: 'Speicher',
    upSince: 'In Betrieb seit',
    rehearsal: 'Letzte Probe einer Wiederherstellung:',
    rehearsalSucceeded: 'gelungen',
    rehearsalFailedShort: 'gescheitert',
    rehearsalTook: (time: string) => `dauerte ${time}`,
    last: 'Letzte Benachrichtigungen',
    all: 'Alle Benachrichtigungen',
    application: 'Client Application',
    accepted: 'Angenommen',
    outcome: 'Ergebnis',
    shared: 'geteiltes Token',
    unique: 'einzelnes Token',
    fingerprintIs: 'Die ersten sechs Ziffern des SHA-256 des Client App Tokens',
    expires: 'läuft ab',
    expired: 'abgelaufen',
    arrived: (count: number) =>
      formatOf('de').count(count, { one: 'neue Benachrichtigung', other: 'neue Benachrichtigungen' }),
    first: 'Noch keine Benachrichtigung',
    showMe: 'In diesem Browser ausprobieren',
    done: 'Erledigt:',
    register: 'Client Application registrieren',
    registerFound: (registrations: number, clients: number) =>
      `${formatOf('de').count(registrations, { one: 'Registrierung', other: 'Registrierungen' })}, ${formatOf('de').count(clients, { one: 'AOI Client', other: 'AOI Clients' })} online`,
    registerHow:
      'Dieser Befehl gibt das Client App Token aus und wartet. Derselbe Seed bekommt dasselbe Token auf einer anderen Maschine, oder hier mit --instance 2.',
    allow: 'Server Application zum Senden berechtigen',
    allowed: 'ein API-Schlüssel ist gültig',
    notAllowed: 'kein gültiger API-Schlüssel',
    allowHow:
      'Führen Sie diesen Befehl im Ordner des Servers aus, mit dessen AOI_DATA_DIR, falls gesetzt. Er gibt einen API-Schlüssel einmal aus.',
    send: 'Benachrichtigung senden',
    notSent: 'noch nichts gesendet',
    sendHow:
      'Ersetzen Sie KEY und TOKEN durch die ausgegebenen Werte. Die Benachrichtigung erscheint auf dieser Seite.',
    theCommand: (title: string) => `den Befehl: ${title}`,
    nobodyRegistered:
      'Keine Client Application ist registriert, deshalb hat eine Benachrichtigung keine Empfänger.',
    noKey:
      'Client Applications sind registriert, aber keine Server Application hat einen gültigen API-Schlüssel.',
    readyOffline:
      'Der Server ist bereit. Kein AOI Client ist online: Eine Benachrichtigung wartet, bis sich einer verbindet.',
    ready: 'Der Server ist bereit für die erste Benachrichtigung.',
    unreachable: 'Der Server antwortet nicht',
    unreachableHow:
      'Prüfen Sie das Terminal oder den Dienst, in dem er läuft. Der Befehl npm start startet ihn wieder.',
    refusedVisitor: 'Der Server zeigt Ihnen diese Seite nicht',
    refusedVisitorHow:
      'Sie sind abgemeldet, oder Ihre Rolle erlaubt diese Seite nicht. Melden Sie sich neu an.',
    unavailable: 'Der Server konnte seine Datenbank nicht lesen',
    unavailableHow:
      'Das Log des Servers nennt den Grund. Vielleicht startet er, fährt herunter oder hat ein Limit erreicht.',
    unreadable: 'Diese Seite versteht die Antwort des Servers nicht',
    unreadableHow: 'Vielleicht wurde der Server aktualisiert. Laden Sie die Seite neu.',
    seenFrom: 'Diese Seite zeigt Daten von',
    again: (seconds: string) => `Die Seite versucht es alle ${seconds} Sekunden erneut.`,
  },
})

export type OverviewTexts = (typeof texts)['en']
