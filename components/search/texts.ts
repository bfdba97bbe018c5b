import type { SearchGroup, SearchKind, SearchMatch } from '#protocol/dashboard/search.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

/** Texts of the search, loaded with it. The names of kinds, matches and cuts are complete by type. */
export const searchTexts = defineTexts({
  en: {
    heading: 'Search',
    headingIs: 'Pages, notifications, tokens, AOI Clients and everything else that has a name.',
    type: 'Name, ID, topic, text or token',
    pages: 'Pages',
    searching: 'Searching …',
    nothing: 'Nothing has this name, ID, topic or text.',
    more: 'There are more: type more of the name.',
    found: (count: number) => en(count, 'result', 'results'),
    searchedUntil: (moment: string) => `Results up to ${moment}.`,
    waiting: (count: number) =>
      count >= PAGE_LIMITS.searchTextCounted
        ? `The newest ${en(count, 'notification', 'notifications')} or more are not searchable yet.`
        : `The newest ${en(count, 'notification is', 'notifications are')} not searchable yet.`,
    notification: 'Notifications',
    notificationText: 'Notifications by their text',
    token: 'Tokens',
    aoiClient: 'AOI Clients',
    applicationName: 'Applications',
    serverApplication: 'Server Applications',
    apiKey: 'API keys',
    hook: 'Hooks',
    operator: 'Operators',
    auditEvent: 'Audit',
    whole: 'exact match',
    id: 'start of the ID',
    fingerprint: 'start of the fingerprint',
    topic: 'start of the topic',
    title: 'start of a word in the title',
    text: 'start of a word in the text',
    name: 'start of a word in the name',
    label: 'start of a word in the label',
    alias: 'start of a word in the topic of its own',
    email: 'start of a word in the e-mail address',
    action: 'in the action',
    subject: 'in the object',
    actor: 'in the actor',
    rows: 'Only the newest were searched.',
    time: 'This took too long. Try again, or type more.',
    index: 'The index is being built: some AOI Clients are still missing.',
  } satisfies Record<SearchKind | SearchMatch | NonNullable<SearchGroup['cut']>, string> &
    Record<string, unknown>,
  de: {
    heading: 'Suche',
    headingIs: 'Seiten, Benachrichtigungen, Tokens, AOI Clients und alles andere, was einen Namen hat.',
    type: 'Name, ID, Topic, Text oder Token',
    pages: 'Seiten',
    searching: 'Suche läuft …',
    nothing: 'Nichts hat diesen Namen, diese ID, dieses Topic oder diesen Text.',
    more: 'Es gibt mehr: Geben Sie mehr vom Namen ein.',
    found: (count: number) => de(count, 'Ergebnis', 'Ergebnisse'),
    searchedUntil: (moment: string) => `Ergebnisse bis ${moment}.`,
    waiting: (count: number) =>
      count >= PAGE_LIMITS.searchTextCounted
        ? `Mindestens die neuesten ${de(count, 'Benachrichtigung', 'Benachrichtigungen')} sind noch nicht durchsuchbar.`
        : `Noch nicht durchsuchbar: ${de(count, 'neue Benachrichtigung', 'neue Benachrichtigungen')}.`,
    notification: 'Benachrichtigungen',
    notificationText: 'Benachrichtigungen nach ihrem Text',
    token: 'Tokens',
    aoiClient: 'AOI Clients',
    applicationName: 'Anwendungen',
    serverApplication: 'Server Applications',
    apiKey: 'API-Schlüssel',
    hook: 'Hooks',
    operator: 'Operatoren',
    auditEvent: 'Audit',
    whole: 'genaue Übereinstimmung',
    id: 'Anfang der ID',
    fingerprint: 'Anfang des Fingerabdrucks',
    topic: 'Anfang des Topics',
    title: 'Wortanfang im Titel',
    text: 'Wortanfang im Text',
    name: 'Wortanfang im Namen',
    label: 'Wortanfang im Label',
    alias: 'Wortanfang im eigenen Topic',
    email: 'Wortanfang in der E-Mail-Adresse',
    action: 'in der Aktion',
    subject: 'im Objekt',
    actor: 'im Akteur',
    rows: 'Nur die neuesten wurden durchsucht.',
    time: 'Das dauerte zu lange. Versuchen Sie es erneut, oder geben Sie mehr ein.',
    index: 'Der Index entsteht noch: Einige AOI Clients fehlen.',
  },
})
