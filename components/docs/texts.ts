import { defineTexts } from '../i18n/define-texts.ts'

/** Texts of the page around the API's description; the description itself is in English. */
export const texts = defineTexts({
  en: {
    title: 'API reference',
    document: 'OpenAPI 3.1 document',
    operations: 'Operations',
    required: 'required',
    example: 'Example:',
    answers: 'Answers',
  },
  de: {
    title: 'API-Referenz',
    document: 'OpenAPI-3.1-Dokument',
    operations: 'Operationen',
    required: 'erforderlich',
    example: 'Beispiel:',
    answers: 'Antworten',
  },
})
export type DocsTexts = (typeof texts)['en']
