import { defineTexts } from '../i18n/define-texts.ts'

export const inviteTexts = defineTexts({
  en: {
    invite: 'Invite by link…',
    title: 'Invite by link',
    lead: 'A person opens the link, or scans the code, and gets the notifications of the group in the inbox of this server. The browser makes the link: the seed never reaches the server.',
    app: 'Client Application',
    seed: 'Seed of the group',
    seedHow: (bytes: number) =>
      `At least ${bytes} bytes. Take the seed of an existing group to invite to it; a new seed makes a new group.`,
    newSeed: 'New seed',
    name: 'Name of the group',
    nameHow: 'The inbox shows it.',
    code: 'Enrolment code',
    codeHow: 'This server registers new devices only with a code, such as one from the page Operators.',
    make: 'Make the link',
    anyone: 'Anyone with the link can join the group and read its notifications.',
    link: 'the join link',
    picture: 'QR code of the join link',
    print: 'Print',
    again: 'Another link',
  },
  de: {
    invite: 'Mit Link einladen …',
    title: 'Mit Link einladen',
    lead: 'Eine Person öffnet den Link oder scannt den Code und erhält die Benachrichtigungen der Gruppe im Posteingang dieses Servers. Der Browser erzeugt den Link: Der Seed erreicht den Server nie.',
    app: 'Client Application',
    seed: 'Seed der Gruppe',
    seedHow: (bytes: number) =>
      `Mindestens ${bytes} Bytes. Der Seed einer bestehenden Gruppe lädt zu ihr ein; ein neuer Seed gründet eine neue.`,
    newSeed: 'Neuer Seed',
    name: 'Name der Gruppe',
    nameHow: 'Der Posteingang zeigt ihn.',
    code: 'Anmeldecode',
    codeHow: 'Dieser Server registriert neue Geräte nur mit Code, etwa einem von der Seite Operatoren.',
    make: 'Link erzeugen',
    anyone: 'Jeder mit dem Link kann der Gruppe beitreten und ihre Benachrichtigungen lesen.',
    link: 'den Beitrittslink',
    picture: 'QR-Code des Beitrittslinks',
    print: 'Drucken',
    again: 'Weiterer Link',
  },
})
