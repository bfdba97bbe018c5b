import { defineTexts } from '../i18n/define-texts.ts'

export const texts = defineTexts({
  en: {
    title: 'Audit',
    at: 'Time',
    actor: 'Who',
    action: 'Action',
    subject: 'On what',
    detail: 'Why or which',
    rangeFrom: 'From',
    rangeTo: 'To',
    empty: 'Nothing has been done yet',
    emptyHow: 'Every act of an operator is written here, with its reason.',
  },
  de: {
    title: 'Audit',
    at: 'Zeit',
    actor: 'Wer',
    action: 'Handlung',
    subject: 'Woran',
    detail: 'Warum oder welches',
    rangeFrom: 'Von',
    rangeTo: 'Bis',
    empty: 'Noch wurde nichts getan',
    emptyHow: 'Jede Handlung einer bedienenden Person steht hier mit ihrem Grund.',
  },
})
