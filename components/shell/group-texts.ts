import { defineTexts } from '../i18n/define-texts.ts'
import type { NavigationGroup } from './navigation.ts'

/** The names of the groups of pages. The server writes them into the frame, so that no page loads them. */
export const groupTexts = defineTexts({
  en: {
    delivery: 'Delivery',
    senders: 'Senders',
    administration: 'Administration',
    help: 'Help',
  },
  de: {
    delivery: 'Zustellung',
    senders: 'Absender',
    administration: 'Verwaltung',
    help: 'Hilfe',
  },
})

/** By the group; the first group has none. */
export type GroupNames = Readonly<Record<Exclude<NavigationGroup, 'top'>, string>>
