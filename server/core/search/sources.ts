import { clientAppTokenSchema, LIMITS } from '#protocol'
import type { SearchHit, SearchKind, SearchMatch } from '#protocol/dashboard/search.ts'
import { toInstant } from '../instants.ts'
import { tokenFingerprint } from '../token-fingerprint.ts'
import { findNotificationTexts } from './find-texts.ts'
import type { SearchContext, SearchFound, SearchInput, SearchSource } from './search-source.ts'
import type { FoundAoiClient, FoundNotification, StepRequest, TermKind, TopicPlace } from './search-store.ts'
import { clientTerms, cutTerm, foldText, hasTerm, idTerm } from './terms.ts'
import { walkNewest } from './walk-newest.ts'

const ROWS = LIMITS.searchHits + 1
const NOTIFICATION_ID = '00000000-0000-0000-0000-000000000000'
const NOTIFICATION_DIGITS = 4
const FINGERPRINT_DIGITS = 2
const CLIENT_ID_CHARACTERS = 25

/** By the beginning of the id, and by the beginning of the topic. */
async function findNotifications(ctx: SearchContext, { text }: SearchInput): Promise<SearchFound> {
  const { search } = ctx
  const hit = (match: SearchMatch) => (found: FoundNotification) => ({
    ...{ id: found.id, match, detail: found.applicationName, at: toInstant(found.acceptedAt) },
    ...(found.topic !== undefined && { name: found.topic }),
  })
  const range = readIdRange(text)
  if (range !== undefined) {
    const match = range.from === range.to ? 'whole' : 'id'
    return { hits: (await search.findNotifications({ ...range, rows: ROWS })).map(hit(match)) }
  }
  const { found, ...cut } = await walkNewest({
    ...{ clock: ctx.clock, rows: ROWS },
    step: (asked: StepRequest<TopicPlace>) => search.findTopics({ ...asked, topic: text }),
  })
  return { hits: found.map(hit('topic')), ...cut }
}

/**
 * Returns the first and the last id that begin with the text. Both are whole, so that no collation of a database can
 * order them differently.
 */
function readIdRange(text: string): { from: string; to: string } | undefined {
  const id = text.toLowerCase()
  if (id.length < NOTIFICATION_DIGITS || id.length > NOTIFICATION_ID.length) return undefined
  const from = id + NOTIFICATION_ID.slice(id.length)
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(from)) return undefined
  return { from, to: id + NOTIFICATION_ID.slice(id.length).replaceAll('0', 'f') }
}

/** By the whole token, or by the beginning of its fingerprint. */
async function findTokens({ search }: SearchContext, { text }: SearchInput): Promise<SearchFound> {
  const whole = clientAppTokenSchema.safeParse(text)
  const fingerprint = text.toLowerCase()
  const isDigits = /^[0-9a-f]{1,6}$/.test(fingerprint) && fingerprint.length >= FINGERPRINT_DIGITS
  if (!whole.success && !isDigits) return { hits: [] }
  const found = await search.findTokens(
    whole.success ? { clientAppToken: whole.data } : { fingerprint, rows: ROWS },
  )
  const hits = found.map(({ tokenId, clientAppToken, applicationName }) => ({
    id: String(tokenId),
    match: whole.success ? ('whole' as const) : ('fingerprint' as const),
    name: tokenFingerprint(clientAppToken),
    detail: applicationName,
  }))
  return { hits }
}

/** By the id or its beginning, and by the words of the device name and of the labels of registrations. */
async function findAoiClients({ search }: SearchContext, { text }: SearchInput): Promise<SearchFound> {
  if (text.length === CLIENT_ID_CHARACTERS) {
    const whole = await search.findAoiClient(text)
    if (whole !== undefined) return { hits: [clientHit('whole', whole)] }
  }
  const wanted = { id: idTerm(text), name: cutTerm(foldText(text)) }
  const find = async (kind: TermKind, term: string) =>
    term === ''
      ? []
      : (await search.findAoiClients({ kind, term, rows: ROWS })).map((found) => ({ kind, found }))
  const [byId, byName, byLabel, waiting] = await Promise.all([
    find('id', wanted.id),
    find('name', wanted.name),
    find('label', wanted.name),
    search.listUnindexed(LIMITS.searchUnindexedRows),
  ])
  const unindexed = waiting.flatMap(({ id, name, labels }) => {
    const term = clientTerms({ id, ...(name !== undefined && { name }), labels }).find((known) => {
      const start = known.kind === 'id' ? wanted.id : wanted.name
      return start !== '' && known.term.startsWith(start)
    })
    const found = { id, ...(name !== undefined && { name }), ...(term !== undefined && { term: term.term }) }
    return term === undefined ? [] : [{ kind: term.kind, found }]
  })
  const hits = new Map<string, SearchHit>()
  for (const { kind, found } of [...byId, ...byName, ...unindexed, ...byLabel])
    if (!hits.has(found.id)) hits.set(found.id, clientHit(kind, found))
  const isIncomplete = waiting.length === LIMITS.searchUnindexedRows
  return { hits: [...hits.values()], ...(isIncomplete && { cut: 'index' }) }
}

function clientHit(match: SearchMatch, { id, name, term }: FoundAoiClient): SearchHit {
  return {
    ...{ id, match },
    ...(name !== undefined && { name }),
    ...(match === 'label' && term !== undefined && { detail: term }),
  }
}

async function findApplicationNames({ search }: SearchContext, { text }: SearchInput): Promise<SearchFound> {
  const names = await search.listApplicationNames(LIMITS.searchTableRows)
  return among(names, {
    text,
    fields: (name) => ({ name }),
    hit: (name, match) => ({ id: name, match, name }),
  })
}

async function findServerApplications(
  { search }: SearchContext,
  { text }: SearchInput,
): Promise<SearchFound> {
  return among(await search.listServerApplications(LIMITS.searchTableRows), {
    text,
    fields: ({ id, name }) => ({ id, name }),
    hit: ({ id, name }, match) => ({ id, match, name }),
  })
}

async function findApiKeys({ search }: SearchContext, { text }: SearchInput): Promise<SearchFound> {
  return among(await search.listApiKeys(LIMITS.searchTableRows), {
    text,
    fields: ({ id, serverApplicationName }) => ({ id, name: serverApplicationName }),
    hit: ({ id, serverApplicationName }, match) => ({ id, match, detail: serverApplicationName }),
  })
}

async function findHooks({ search }: SearchContext, { text }: SearchInput): Promise<SearchFound> {
  return among(await search.listHooks(LIMITS.searchTableRows), {
    text,
    fields: ({ id, name, alias }) => ({ id, name, alias }),
    hit: ({ id, name, alias }, match) => ({ id, match, name, ...(alias !== undefined && { detail: alias }) }),
  })
}

async function findOperators(_ctx: SearchContext, { text, operators }: SearchInput): Promise<SearchFound> {
  return among(await operators.list(), {
    text,
    fields: ({ name, email }) => ({ name, email }),
    hit: ({ id, name, email }, match) => ({ id, match, name, detail: email }),
  })
}

/** By a part of the action, the subject or the actor. */
async function findAuditEvents(
  { search, clock }: SearchContext,
  { text }: SearchInput,
): Promise<SearchFound> {
  const { found, ...cut } = await walkNewest({
    ...{ clock, rows: ROWS },
    step: (asked: StepRequest<number>) => search.findAuditEvents({ ...asked, text }),
  })
  const wanted = text.toLowerCase()
  const hits = found.map(({ id, at, actor, action, subject }): SearchHit => {
    const has = (field: string) => field.toLowerCase().includes(wanted)
    const match = has(subject) ? 'subject' : has(action) ? 'action' : 'actor'
    return {
      ...{ id: String(id), match, name: action, at: toInstant(at) },
      detail: match === 'actor' ? actor : subject,
    }
  })
  return { hits, ...cut }
}

type Fields = Partial<Record<SearchMatch, string | undefined>>

/** Finds the rows of a small table with a field that matches. */
function among<Row>(
  rows: readonly Row[],
  {
    text,
    fields,
    hit,
  }: { text: string; fields: (row: Row) => Fields; hit: (row: Row, match: SearchMatch) => SearchHit },
): SearchFound {
  const folded = foldText(text)
  const hits: SearchHit[] = []
  for (const row of rows) {
    const { id, ...named } = fields(row)
    const match = id?.startsWith(text)
      ? id === text
        ? 'whole'
        : 'id'
      : matchesIn(named).find((field) => hasTerm(named[field] ?? '', folded))
    if (match !== undefined) hits.push(hit(row, match))
    if (hits.length === ROWS) break
  }
  return { hits, ...(rows.length === LIMITS.searchTableRows && { cut: 'rows' }) }
}

function matchesIn(fields: Fields) {
  return (['name', 'alias', 'email'] as const).filter((field) => fields[field] !== undefined)
}

/** One source for each kind. */
export const SEARCH_SOURCES: Readonly<Record<SearchKind, SearchSource>> = {
  notification: findNotifications,
  notificationText: findNotificationTexts,
  token: findTokens,
  aoiClient: findAoiClients,
  applicationName: findApplicationNames,
  serverApplication: findServerApplications,
  apiKey: findApiKeys,
  hook: findHooks,
  operator: findOperators,
  auditEvent: findAuditEvents,
}
