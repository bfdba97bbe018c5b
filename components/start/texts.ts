import { defineTexts } from '../i18n/define-texts.ts'

export const texts = defineTexts({
  en: {
    title: 'First steps',
    lead: 'Three steps to a notification that rings on three devices.',
    clients: 'Connect AOI Clients',
    clientsIs:
      'Three real AOI Clients can run in this page and get the same token from one secret seed. On your own device, this command starts one:',
    beClients: 'Start the phones',
    inviteIs: 'Or invite a phone or another browser, which needs no installation and no account:',
    starting: 'The phones register…',
    mayListen: 'the command that listens',
    mayCurl: 'the request that sends',
    application: 'Allow a Server Application to send',
    applicationIs:
      'A Server Application needs an API key to send. The server shows the key once: store it now.',
    createKey: 'Create API key',
    keyIs: 'the API key',
    someKey: 'An API key exists. The server cannot show it again: create another one if you need it.',
    needsToken: 'The request appears here as soon as the AOI Clients have their token.',
    sendHere: 'Send from this page',
    arrived: 'Watch it arrive',
    arrivedIs:
      'The phones above ring. The fan-out shows which recipients have the notification, and since when.',
    openFanOut: 'Open the fan-out',
    notYet: 'No notification has been sent yet.',
    done: 'done',
    next: 'next',
    hello: 'Hello, everyone',
    failed: 'The action failed',
  },
  de: {
    title: 'Erste Schritte',
    lead: 'Drei Schritte bis zu einer Benachrichtigung, die auf drei Geräten klingelt.',
    clients: 'AOI Clients verbinden',
    clientsIs:
      'Drei echte AOI Clients können in dieser Seite laufen und bekommen aus einem geheimen Seed dasselbe Token. Auf einem eigenen Gerät startet dieser Befehl einen:',
    beClients: 'Telefone starten',
    inviteIs: 'Oder laden Sie ein Telefon oder einen anderen Browser ein, ganz ohne Installation und Konto:',
    starting: 'Die Telefone registrieren sich …',
    mayListen: 'den Befehl zum Zuhören',
    mayCurl: 'die Anfrage zum Senden',
    application: 'Server Application zum Senden berechtigen',
    applicationIs:
      'Eine Server Application braucht zum Senden einen API-Schlüssel. Der Server zeigt ihn einmal: Speichern Sie ihn jetzt.',
    createKey: 'API-Schlüssel erstellen',
    keyIs: 'den API-Schlüssel',
    someKey:
      'Es gibt schon einen API-Schlüssel. Der Server kann ihn nicht erneut zeigen: Erstellen Sie bei Bedarf einen weiteren.',
    needsToken: 'Die Anfrage erscheint hier, sobald die AOI Clients ihr Token haben.',
    sendHere: 'Von dieser Seite senden',
    arrived: 'Bei der Ankunft zusehen',
    arrivedIs:
      'Die Telefone oben klingeln. Der Fan-out zeigt, welche Empfänger die Benachrichtigung haben, und seit wann.',
    openFanOut: 'Fan-out öffnen',
    notYet: 'Noch wurde keine Benachrichtigung gesendet.',
    done: 'erledigt',
    next: 'als Nächstes',
    hello: 'Hallo, alle',
    failed: 'Die Aktion ist fehlgeschlagen',
  },
})
