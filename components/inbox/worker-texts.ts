import { defineTexts } from '../i18n/define-texts.ts'

export const workerTexts = defineTexts({
  en: {
    newMessage: 'A new message',
    several: (name: string, count: string) => `${name}: ${count} new messages`,
    unreadable: 'The inbox could not read a message. Open the inbox to receive it.',
  },
  de: {
    newMessage: 'Eine neue Nachricht',
    several: (name: string, count: string) => `${name}: ${count} neue Nachrichten`,
    unreadable: 'Der Posteingang konnte eine Nachricht nicht lesen. Öffnen Sie ihn, um sie zu empfangen.',
  },
})
