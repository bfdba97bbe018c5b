import { countOf } from '#protocol/count-of.ts'
import { type Fields, listOf, numberOf, textAt, textOf } from '../reading/fields.ts'
import { type EventText, senderOf } from './event-text.ts'

const COMMITS_SHOWN = 5

/** Returns a push in words, with the first lines of its commits. */
export function describePush(payload: Fields): EventText {
  const commits = listOf(payload.commits)
  const count = numberOf(payload.total_commits) ?? commits.length
  const shown = commits.slice(0, COMMITS_SHOWN).map((commit) => firstLine(textAt(commit, 'message') ?? ''))
  return {
    lines: [`${senderOf(payload)} ${verbOf(payload, count)}`, ...shown],
    link: payload.compare ?? payload.compare_url,
    more: Math.max(count, commits.length) - shown.length,
  }
}

function verbOf(payload: Fields, count: number): string {
  const ref = textOf(payload.ref) ?? ''
  const name = ref.replace(/^refs\/(?:heads|tags)\//, '')
  const kind = ref.startsWith('refs/tags/') ? 'tag' : 'branch'
  if (payload.deleted === true) return `deleted ${kind} ${name}`
  if (payload.created === true && count === 0) return `created ${kind} ${name}`
  const verb = payload.forced === true ? 'force-pushed' : 'pushed'
  return `${verb} ${countOf(count, 'commit')} to ${name}`
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
