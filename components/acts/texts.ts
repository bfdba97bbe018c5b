import { defineTexts } from '../i18n/define-texts.ts'

export const texts = defineTexts({
  en: {
    notDone: 'The action failed',
    back: 'Go back',
    yourself: 'This is your own account',
  },
  de: {
    notDone: 'Die Aktion ist fehlgeschlagen',
    back: 'Zurück',
    yourself: 'Das ist Ihr eigenes Konto',
  },
})
