import { defineTexts } from '../i18n/define-texts.ts'

export const texts = defineTexts({
  en: {
    title: 'Audit',
    at: 'Time',
    actor: 'Actor',
    action: 'Action',
    subject: 'Object',
    detail: 'Reason or detail',
    rangeFrom: 'From',
    rangeTo: 'Until',
    empty: 'No action is recorded yet',
    emptyHow: 'The audit records every action of an operator with its reason.',
    exportAs: 'Export',
  },
  de: {
    title: 'Audit',
    at: 'Zeit',
    actor: 'Akteur',
    action: 'Aktion',
    subject: 'Objekt',
    detail: 'Grund oder Einzelheit',
    rangeFrom: 'Von',
    rangeTo: 'Bis',
    empty: 'Noch ist keine Aktion verzeichnet',
    emptyHow: 'Das Audit verzeichnet jede Aktion eines Operators mit ihrem Grund.',
    exportAs: 'Exportieren',
  },
})
