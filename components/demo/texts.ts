import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

export const texts = defineTexts({
  en: {
    title: 'Demo',
    lead: 'Real AOI Clients run in this page as phones, with the library aoi-client. Three have one secret seed, one has none, and one knows only the token.',
    beClients: 'Start the phones',
    putAway: 'Remove the phones',
    starting: 'The phones register…',
    failed: 'The phones could not start',
    seeded: 'has the seed',
    alone: 'has no seed',
    eavesdropper: 'knows only the token',
    token: 'token',
    noToken: 'no token yet',
    connecting: 'connecting',
    connected: 'connected',
    reconnecting: 'reconnecting',
    idle: 'starting',
    closed: 'offline',
    takeOffline: 'Disconnect',
    putOnline: 'Connect',
    nothing: 'Nothing received yet',
    received: (count: string) => `${count} received, each once`,
    same: 'The three phones with the seed have the same token. One request to it reaches all three.',
    intercepted:
      'The eavesdropper used the token as its seed and got a token of its own. It receives nothing: the holder of a token can send, never listen.',
    anotherTab: 'Open another tab with the same seed',
    anotherTabIs:
      'The link carries the seed after the #. Browsers never send this part of an address to a server.',
    compose: 'Send to the shared token',
    text: 'Text',
    send: 'Send',
    sent: (recipients: number) => `Sent to ${en(recipients, 'recipient', 'recipients')}.`,
    sentToNobody: 'The server accepted it, but the token has no members: nobody receives it.',
    openFanOut: 'Open the fan-out',
    hello: 'Hello, everyone',
    stockBrowser: 'A stock Firefox as an AOI Client',
    stockBrowserLead:
      'Firefox can use this server as its push service. Web sites work as before: their pages subscribe, and senders of Web Push reach them through this server.',
    openConfig: 'Open about:config in Firefox.',
    setPreference: 'Set this preference to the push socket of this server:',
    pushSocket: 'the push socket',
    withoutTls:
      'Add this preference and set it to true. Firefox then accepts this server without TLS, which is for tests only:',
    restart: 'Restart Firefox, and allow notifications on a web site that sends them.',
    thenBrowser:
      'With its first subscription the browser appears among the AOI Clients. Each subscription is a registration.',
    seeClients: 'Open the AOI Clients',
    codeTitle: 'This server registers AOI Clients by enrolment code',
    codeIs:
      'The phones of this page need no code from you: the server creates one in your name, valid for ten minutes. Every other AOI Client needs a code from an admin.',
    closedTitle: 'This server registers no new AOI Clients',
    closedIs:
      'The phones of this page are the exception: the server creates an enrolment code in your name, valid for ten minutes. It refuses every other new AOI Client, with or without a code.',
    codeInAddress:
      'This server asks for an enrolment code: add ?code= and a code from an admin to the end of that address.',
    closedToBrowsers:
      'This server registers no new AOI Clients: it refuses every browser that is not registered yet.',
  },
  de: {
    title: 'Demo',
    lead: 'In dieser Seite laufen echte AOI Clients als Telefone, mit der Bibliothek aoi-client. Drei haben einen geheimen Seed, eines hat keinen, und eines kennt nur das Token.',
    beClients: 'Telefone starten',
    putAway: 'Telefone entfernen',
    starting: 'Die Telefone registrieren sich …',
    failed: 'Die Telefone konnten nicht starten',
    seeded: 'hat den Seed',
    alone: 'hat keinen Seed',
    eavesdropper: 'kennt nur das Token',
    token: 'Token',
    noToken: 'noch kein Token',
    connecting: 'verbindet sich',
    connected: 'verbunden',
    reconnecting: 'verbindet sich erneut',
    idle: 'startet',
    closed: 'offline',
    takeOffline: 'Trennen',
    putOnline: 'Verbinden',
    nothing: 'Noch nichts erhalten',
    received: (count: string) => `${count} erhalten, jede einmal`,
    same: 'Die drei Telefone mit dem Seed haben dasselbe Token. Eine Anfrage dorthin erreicht alle drei.',
    intercepted:
      'Der Lauscher nahm das Token als Seed und bekam ein eigenes Token. Er erhält nichts: Mit einem Token kann man senden, nie mithören.',
    anotherTab: 'Weiteren Tab mit demselben Seed öffnen',
    anotherTabIs:
      'Der Link enthält den Seed hinter dem #. Browser senden diesen Teil einer Adresse nie an einen Server.',
    compose: 'An das gemeinsame Token senden',
    text: 'Text',
    send: 'Senden',
    sent: (recipients: number) => `An ${de(recipients, 'Empfänger', 'Empfänger')} gesendet.`,
    sentToNobody: 'Der Server hat sie angenommen, aber das Token hat keine Mitglieder: Niemand erhält sie.',
    openFanOut: 'Fan-out öffnen',
    hello: 'Hallo, alle',
    stockBrowser: 'Ein gewöhnlicher Firefox als AOI Client',
    stockBrowserLead:
      'Firefox kann diesen Server als Push-Dienst benutzen. Webseiten arbeiten wie bisher: Sie abonnieren, und Absender von Web Push erreichen sie über diesen Server.',
    openConfig: 'Öffnen Sie in Firefox about:config.',
    setPreference: 'Setzen Sie diese Einstellung auf den Push-Socket dieses Servers:',
    pushSocket: 'den Push-Socket',
    withoutTls:
      'Fügen Sie diese Einstellung hinzu und setzen Sie sie auf true. Firefox nimmt diesen Server dann ohne TLS an, nur für Tests:',
    restart: 'Starten Sie Firefox neu und erlauben Sie Mitteilungen auf einer Webseite, die welche sendet.',
    thenBrowser:
      'Mit seinem ersten Abonnement erscheint der Browser unter den AOI Clients. Jedes Abonnement ist eine Registrierung.',
    seeClients: 'AOI Clients öffnen',
    codeTitle: 'Dieser Server registriert AOI Clients nur mit Registrierungscode',
    codeIs:
      'Die Telefone dieser Seite brauchen keinen Code von Ihnen: Der Server erstellt einen in Ihrem Namen, gültig für zehn Minuten. Jeder andere AOI Client braucht einen Code von einem Admin.',
    closedTitle: 'Dieser Server registriert keine neuen AOI Clients',
    closedIs:
      'Die Telefone dieser Seite sind die Ausnahme: Der Server erstellt einen Registrierungscode in Ihrem Namen, gültig für zehn Minuten. Jeden anderen neuen AOI Client lehnt er ab, mit oder ohne Code.',
    codeInAddress:
      'Dieser Server verlangt einen Registrierungscode: Hängen Sie ?code= und einen Code von einem Admin an diese Adresse an.',
    closedToBrowsers:
      'Dieser Server registriert keine neuen AOI Clients: Er lehnt jeden Browser ab, der noch nicht registriert ist.',
  },
})
