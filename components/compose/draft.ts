import type { TemplateMessage } from '#protocol/dashboard/compose.ts'
import {
  DISPLAY_MARK,
  type Display,
  type DisplayPayload,
  isMarked,
  isWebAddress,
  readDisplay,
} from '#protocol/display.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { audienceOf, type DraftAudience, NO_AUDIENCE } from './audience.ts'
import { findTimeProblem, readDeliveryTime, type TimeProblem } from './read-delivery-time.ts'
import { readDuration } from './read-duration.ts'

export type DraftAction = { title: string; navigate: string }

/** Everything that an operator has typed and chosen, also while it cannot be sent. */
export type Draft = DraftAudience & {
  form: 'display' | 'json'
  title: string
  body: string
  navigate: string
  tag: string
  silent: boolean
  requireInteraction: boolean
  actions: readonly DraftAction[]
  json: string
  ttl: string
  urgency: TemplateMessage['urgency']
  topic: string
  date: string
  time: string
  until: '' | 'first' | 'all' | 'count'
  untilCount: string
}

export const EMPTY_DRAFT: Draft = {
  ...{ ...NO_AUDIENCE, form: 'display', title: '', body: '', navigate: '', tag: '' },
  ...{ silent: false, requireInteraction: false, actions: [], json: '{}', ttl: '24 h', urgency: 'normal' },
  ...{ topic: '', date: '', time: '', until: '', untilCount: '2' },
}

/** Buttons that the page offers; more are possible as JSON. */
export const ACTIONS_MAX = 2

export type DraftProblem =
  | { field: 'audience'; problem: 'audienceMissing' }
  | { field: 'title'; problem: 'titleMissing' }
  | { field: 'navigate'; problem: 'addressWrong' }
  | { field: 'action'; problem: 'actionWrong' }
  | { field: 'json'; problem: 'jsonWrong' }
  | { field: 'ttl'; problem: 'ttlWrong' }
  | { field: 'topic'; problem: 'topicWrong' }
  | { field: 'time'; problem: TimeProblem }
  | { field: 'until'; problem: 'untilWrong' }

/** Returns what keeps the draft from being sent, in the order of the page. */
export function findProblems(draft: Draft, now: Date): DraftProblem[] {
  const problems: DraftProblem[] = []
  if (audienceOf(draft) === undefined) problems.push({ field: 'audience', problem: 'audienceMissing' })
  problems.push(...findMessageProblems(draft))
  const at = readDeliveryTime(draft, now)
  const time = at && findTimeProblem(at, { now, farSeconds: PAGE_LIMITS.scheduleSecondsMax })
  if (time !== undefined) problems.push({ field: 'time', problem: time })
  return problems
}

/** The same for the message alone, without its audience and its time. */
export function findMessageProblems(draft: Draft): DraftProblem[] {
  const problems = draft.form === 'display' ? findDisplayProblems(draft) : findJsonProblems(draft)
  const seconds = readDuration(draft.ttl)
  if (seconds === undefined || seconds > PAGE_LIMITS.ttlSecondsMax)
    problems.push({ field: 'ttl', problem: 'ttlWrong' })
  if (!/^[A-Za-z0-9_-]{0,32}$/.test(draft.topic)) problems.push({ field: 'topic', problem: 'topicWrong' })
  if (draft.until === 'count' && !/^[1-9]\d{0,8}$/.test(draft.untilCount))
    problems.push({ field: 'until', problem: 'untilWrong' })
  return problems
}

function findDisplayProblems({ title, navigate, actions }: Draft): DraftProblem[] {
  const problems: DraftProblem[] = []
  if (title.trim() === '') problems.push({ field: 'title', problem: 'titleMissing' })
  if (navigate !== '' && !isWebAddress(navigate))
    problems.push({ field: 'navigate', problem: 'addressWrong' })
  const isWrong = (action: DraftAction) => action.title === '' || !isWebAddress(action.navigate)
  if (actions.some(isWrong)) problems.push({ field: 'action', problem: 'actionWrong' })
  return problems
}

function findJsonProblems({ json }: Draft): DraftProblem[] {
  return readJson(json) === undefined ? [{ field: 'json', problem: 'jsonWrong' }] : []
}

/** Returns the value of a JSON text in a box, because `null` is a value; undefined if it is none. */
export function readJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** The payload as JSON text. */
export function payloadOf(draft: Draft): string {
  if (draft.form === 'json') return draft.json
  return JSON.stringify({ web_push: DISPLAY_MARK, notification: displayOf(draft) } satisfies DisplayPayload)
}

function displayOf({ title, body, navigate, tag, silent, requireInteraction, actions }: Draft): Display {
  return {
    title,
    ...(body !== '' && { body }),
    ...(navigate !== '' && { navigate }),
    ...(tag !== '' && { tag }),
    ...(silent && { silent }),
    ...(requireInteraction && { requireInteraction }),
    ...(actions.length > 0 && {
      actions: actions.map((action, index) => ({ action: `action-${index + 1}`, ...action })),
    }),
  }
}

/** The part of the draft that a person sees; undefined if the payload is not for a person. */
export function shownDisplay(draft: Draft): Display | undefined {
  return draft.form === 'display' ? displayOf(draft) : readDisplay(readJson(draft.json)?.value)
}

/** The message of a draft without problems. */
export function messageOf(draft: Draft): TemplateMessage {
  const until = untilOf(draft)
  return {
    ...{ payload: payloadOf(draft), ttl: readDuration(draft.ttl) ?? 0, urgency: draft.urgency },
    ...(draft.topic !== '' && { topic: draft.topic }),
    ...(until !== undefined && { until }),
  }
}

export function untilOf({ until, untilCount }: Draft): string | undefined {
  if (until === '') return undefined
  return until === 'count' ? untilCount : until
}

/**
 * Puts a message into the draft, whose audience and time stay. A payload for a person fills the form, unless it has more
 * than the form shows.
 */
export function withMessage(draft: Draft, message: TemplateMessage, ttl: string): Draft {
  const { payload, urgency, topic = '', until } = message
  const isCounted = until !== undefined && until !== 'first' && until !== 'all'
  return {
    ...{ ...draft, ttl, urgency, topic },
    until: isCounted ? 'count' : until === 'first' || until === 'all' ? until : '',
    untilCount: isCounted ? until : draft.untilCount,
    ...partsOf(payload),
  }
}

type MessageParts = Pick<Draft, 'form' | 'json'> & Partial<Draft>

function partsOf(payload: string): MessageParts {
  const value = readJson(payload)?.value
  const display = readDisplay(value)
  const asJson = { form: 'json', json: payload } as const
  if (display === undefined || !isMarked(value)) return asJson
  const { title, body = '', navigate = '', tag = '', silent = false, requireInteraction = false } = display
  const actions = (display.actions ?? []).map((action) => ({
    title: action.title,
    navigate: action.navigate ?? '',
  }))
  const parts = { title, body, navigate, tag, silent, requireInteraction, actions }
  const same = payloadOf({ ...EMPTY_DRAFT, ...parts })
  return JSON.stringify(value) === same && actions.length <= ACTIONS_MAX
    ? { form: 'display', json: '{}', ...parts }
    : asJson
}
