/** The German texts for the reasons why the server cannot use its database (`server/db/connection/database-errors.ts`). */
export const OUTAGES_IN_GERMAN: Readonly<Record<string, string>> = {
  'no database answers at its address': 'Unter der Adresse der Datenbank antwortet keine Datenbank',
  'the address of the database leads to the database of another server':
    'Die Adresse der Datenbank führt zur Datenbank eines anderen Servers',
  'the connection to the database was lost': 'Die Verbindung zur Datenbank ist abgerissen',
  'the database cancelled a statement that took too long':
    'Die Datenbank brach eine Anweisung ab, die zu lange dauerte',
  'a lock in the database was not granted in time': 'Die Datenbank bekam eine Sperre nicht rechtzeitig',
  'the database does not exist on its server': 'Die Datenbank gibt es auf ihrem Server nicht',
  'the database file cannot be opened': 'Die Datei der Datenbank lässt sich nicht öffnen',
  'the database file cannot be read or written':
    'Die Datei der Datenbank lässt sich nicht lesen oder schreiben',
  'the database is read-only': 'Die Datenbank erlaubt nur Lesen',
  'the database lacks the tables of the server': 'Der Datenbank fehlen die Tabellen des Servers',
  'the database offers no TLS connection that the server trusts':
    'Die Datenbank bietet keine TLS-Verbindung, der der Server vertraut',
  'the database denies the user of the server a permission that it needs':
    'Die Datenbank verweigert dem Benutzer des Servers ein nötiges Recht',
  'the database refuses the user or the password of the server':
    'Die Datenbank lehnt Benutzer oder Passwort des Servers ab',
  'the database is starting or shutting down, or ended the connection':
    'Die Datenbank fährt herunter, startet oder hat die Verbindung beendet',
  'the database accepts no connections': 'Die Datenbank nimmt keine Verbindungen an',
  'a connection pooler without prepared statements is in front of the database':
    'Vor der Datenbank steht ein Verbindungspool ohne vorbereitete Anweisungen',
  'another process has locked the database': 'Ein anderer Prozess hat die Datenbank gesperrt',
  'the database cannot use its files': 'Die Datenbank kann ihre Dateien nicht benutzen',
  'the database did not answer in time': 'Die Datenbank antwortete nicht rechtzeitig',
  'the database has no free connection': 'Die Datenbank hat keine Verbindung frei',
  'the database has no memory left': 'Der Datenbank fehlt Arbeitsspeicher',
  'the database has no resources left': 'Der Datenbank fehlen Betriebsmittel',
  'the disk of the database is full': 'Der Datenträger der Datenbank ist voll',
  'transactions conflict with each other': 'Transaktionen blockieren einander',
}
