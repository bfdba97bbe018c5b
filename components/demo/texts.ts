import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

export const texts = defineTexts({
  en: {
    title: 'Demo',
    lead: 'Real AOI Clients of the library aoi-client, in this page. Three hold one secret seed, one holds none, and one only knows the token.',
    beClients: 'Be the clients',
    putAway: 'Put the phones away',
    starting: 'The phones register …',
    failed: 'The phones could not start',
    seeded: 'has the seed',
    alone: 'has no seed',
    eavesdropper: 'knows the token alone',
    token: 'token',
    noToken: 'no token yet',
    connecting: 'connecting',
    connected: 'connected',
    reconnecting: 'trying again',
    idle: 'starting',
    closed: 'offline',
    takeOffline: 'Take offline',
    putOnline: 'Put online',
    nothing: 'Nothing yet',
    received: (count: string) => `${count} received, each once`,
    same: 'The three with the seed show the same token: whoever sends to it reaches them all, with one request.',
    intercepted:
      'The eavesdropper used the token as its seed. It got a token of its own, and stays silent: a token lets one send, never listen.',
    anotherTab: 'Open another tab with the same seed',
    anotherTabIs: 'The seed goes along after the # of the address, which browsers never send to a server.',
    compose: 'Send to the seeded token',
    text: 'Text',
    send: 'Send',
    sent: (recipients: number) => `Sent to ${en(recipients, 'instance', 'instances')}.`,
    sentToNobody: 'Accepted, but nobody is registered any more: it reaches nobody.',
    openFanOut: 'See where it went',
    hello: 'Hello, everyone',
    stockBrowser: 'A stock Firefox as an AOI Client',
    stockBrowserLead:
      'Firefox can take this server for its push service. Web sites notice nothing: their pages subscribe as ever, and senders of Web Push reach them through this server.',
    openConfig: 'Open about:config in Firefox.',
    setPreference: 'Set this preference to the push socket of this server:',
    pushSocket: 'the push socket',
    withoutTls:
      'This server is reached without TLS, which Firefox takes for trying out alone: add and set to true',
    restart: 'Restart Firefox, and allow notifications on any web site that sends them.',
    thenBrowser:
      'With its first subscription the browser stands among the AOI Clients, each of its subscriptions a registration.',
    seeClients: 'See the AOI Clients',
    codeTitle: 'This server registers AOI Clients by enrolment code',
    codeIs:
      'The phones of this page need none from you: the server makes one for them, in your name, valid for ten minutes. Every other AOI Client needs a code of an admin.',
    closedTitle: 'This server registers no new AOI Clients',
    closedIs:
      'The phones of this page are the exception: the server makes an enrolment code for them, in your name, valid for ten minutes. It refuses every other new AOI Client, whatever code it shows.',
    codeInAddress:
      'This server asks for an enrolment code: add ?code= and a code of an admin to the end of that address.',
    closedToBrowsers:
      'This server registers no new AOI Clients: it refuses every browser that is not registered yet.',
  },
  de: {
    title: 'Vorführung',
    lead: 'Echte AOI Clients der Bibliothek aoi-client, in dieser Seite. Drei haben einen geheimen Seed, einer hat keinen, und einer kennt nur das Token.',
    beClients: 'Sei die Clients',
    putAway: 'Die Telefone wegräumen',
    starting: 'Die Telefone registrieren sich …',
    failed: 'Die Telefone konnten nicht starten',
    seeded: 'hat den Seed',
    alone: 'hat keinen Seed',
    eavesdropper: 'kennt nur das Token',
    token: 'Token',
    noToken: 'noch kein Token',
    connecting: 'verbindet sich',
    connected: 'verbunden',
    reconnecting: 'versucht es wieder',
    idle: 'startet',
    closed: 'offline',
    takeOffline: 'Offline nehmen',
    putOnline: 'Online bringen',
    nothing: 'Noch nichts',
    received: (count: string) => `${count} bekommen, jede einmal`,
    same: 'Die drei mit dem Seed zeigen dasselbe Token: wer dorthin sendet, erreicht sie alle, mit einer Anfrage.',
    intercepted:
      'Der Lauscher nahm das Token als seinen Seed. Er bekam ein eigenes und bleibt still: ein Token lässt senden, nie mithören.',
    anotherTab: 'Einen weiteren Tab mit demselben Seed öffnen',
    anotherTabIs: 'Der Seed steht hinter dem # der Adresse; das senden Browser nie an einen Server.',
    compose: 'An das gemeinsame Token senden',
    text: 'Text',
    send: 'Senden',
    sent: (recipients: number) => `An ${de(recipients, 'Instanz', 'Instanzen')} gesendet.`,
    sentToNobody: 'Angenommen, aber niemand ist mehr registriert: Sie erreicht niemanden.',
    openFanOut: 'Ansehen, wohin sie ging',
    hello: 'Hallo, alle',
    stockBrowser: 'Ein gewöhnlicher Firefox als AOI Client',
    stockBrowserLead:
      'Firefox kann diesen Server als seinen Push-Dienst nehmen. Webseiten merken nichts davon: sie abonnieren wie immer, und wer Web Push sendet, erreicht sie über diesen Server.',
    openConfig: 'In Firefox about:config öffnen.',
    setPreference: 'Diese Einstellung auf den Push-Socket dieses Servers setzen:',
    pushSocket: 'den Push-Socket',
    withoutTls:
      'Dieser Server ist ohne TLS erreichbar, was Firefox nur zum Ausprobieren nimmt: hinzufügen und auf true setzen',
    restart: 'Firefox neu starten und Mitteilungen auf einer Webseite erlauben, die welche sendet.',
    thenBrowser:
      'Mit dem ersten Abonnement steht der Browser unter den AOI Clients, jedes seiner Abonnements als Registrierung.',
    seeClients: 'Die AOI Clients ansehen',
    codeTitle: 'Dieser Server registriert AOI Clients nur mit Registrierungscode',
    codeIs:
      'Die Telefone dieser Seite brauchen keinen von Ihnen: Der Server erstellt in Ihrem Namen einen für sie, gültig zehn Minuten. Jeder andere AOI Client braucht einen Code von einem Admin.',
    closedTitle: 'Dieser Server registriert keine neuen AOI Clients',
    closedIs:
      'Die Telefone dieser Seite sind die Ausnahme: Der Server erstellt in Ihrem Namen einen Registrierungscode für sie, gültig zehn Minuten. Jeden anderen neuen AOI Client lehnt er ab, welchen Code er auch zeigt.',
    codeInAddress:
      'Dieser Server verlangt einen Registrierungscode: Hängen Sie ?code= und einen Code von einem Admin an diese Adresse an.',
    closedToBrowsers:
      'Dieser Server registriert keine neuen AOI Clients: Er lehnt jeden Browser ab, der noch nicht registriert ist.',
  },
})
