import { type Fields, memberAt, numberOf, textAt, textOf } from '../reading/fields.ts'
import { shorten } from '../reading/shorten.ts'
import { describePush } from './describe-push.ts'
import { type EventText, senderOf } from './event-text.ts'

const COMMENT_CHARACTERS = 600
const TITLE_CHARACTERS = 200
const ACTIONS: Readonly<Record<string, string>> = {
  synchronize: 'updated',
  ready_for_review: 'marked as ready',
  converted_to_draft: 'made a draft of',
  review_requested: 'asked for a review of',
  labeled: 'labelled',
}
const CONCLUSIONS: Readonly<Record<string, string>> = {
  success: 'succeeded',
  failure: 'failed',
  cancelled: 'was cancelled',
  timed_out: 'timed out',
  skipped: 'was skipped',
  action_required: 'needs an action',
}

const DESCRIPTIONS: Readonly<Record<string, (payload: Fields) => EventText>> = {
  push: describePush,
  pull_request: (payload) => describeNumbered(payload, { member: 'pull_request', noun: 'pull request' }),
  issues: (payload) => describeNumbered(payload, { member: 'issue', noun: 'issue' }),
  issue_comment: (payload) => ({
    lines: [
      `${senderOf(payload)} ${commentVerb(payload)} ${nounOfComment(payload)} ${numbered(payload, 'issue')}`,
      shorten(textAt(payload, 'comment.body') ?? '', COMMENT_CHARACTERS),
    ],
    link: memberAt(payload, 'comment.html_url'),
  }),
  release: (payload) => ({
    lines: [
      `${senderOf(payload)} ${actionOf(payload)} release ${textAt(payload, 'release.tag_name') ?? ''}`,
      textAt(payload, 'release.name') ?? '',
    ],
    link: memberAt(payload, 'release.html_url'),
  }),
  workflow_run: (payload) => ({
    lines: [`Workflow ${textAt(payload, 'workflow_run.name') ?? ''} ${ending(payload, 'workflow_run')}`],
    link: memberAt(payload, 'workflow_run.html_url'),
  }),
  check_suite: (payload) => ({
    lines: [`Check suite ${textAt(payload, 'check_suite.app.name') ?? ''} ${ending(payload, 'check_suite')}`],
    link: memberAt(payload, 'check_suite.html_url'),
  }),
  star: (payload) => ({
    lines: [
      textOf(payload.action) === 'deleted'
        ? `${senderOf(payload)} removed a star`
        : `${senderOf(payload)} starred the repository`,
    ],
  }),
  fork: (payload) => ({
    lines: [
      `${senderOf(payload)} forked the repository to ${textAt(payload, 'forkee.full_name') ?? 'another one'}`,
    ],
    link: memberAt(payload, 'forkee.html_url'),
  }),
  create: (payload) => describeRef(payload, 'created'),
  delete: (payload) => describeRef(payload, 'deleted'),
}

/** Returns an event of GitHub, Gitea or Forgejo in words. Every event has a text; ten have sentences of their own. */
export function describeEvent(event: string, payload: Fields): EventText {
  return Object.hasOwn(DESCRIPTIONS, event)
    ? (DESCRIPTIONS[event]?.(payload) ?? describeOther(event, payload))
    : describeOther(event, payload)
}

function describeOther(event: string, payload: Fields): EventText {
  const words = [event, textOf(payload.action) ?? ''].join(' ').replaceAll('_', ' ').trim()
  return {
    lines: [`${senderOf(payload)}: ${shorten(words, TITLE_CHARACTERS)}`],
    link: memberAt(payload, `${event}.html_url`),
  }
}

function describeNumbered(payload: Fields, { member, noun }: { member: string; noun: string }): EventText {
  const isMerged = textOf(payload.action) === 'closed' && memberAt(payload, `${member}.merged`) === true
  const action = isMerged ? 'merged' : actionOf(payload)
  return {
    lines: [`${senderOf(payload)} ${action} ${noun} ${numbered(payload, member)}`],
    link: memberAt(payload, `${member}.html_url`),
  }
}

function describeRef(payload: Fields, verb: string): EventText {
  return {
    lines: [`${senderOf(payload)} ${verb} ${textOf(payload.ref_type) ?? 'ref'} ${textOf(payload.ref) ?? ''}`],
  }
}

function actionOf(payload: Fields): string {
  const action = textOf(payload.action) ?? 'changed'
  return Object.hasOwn(ACTIONS, action) ? (ACTIONS[action] ?? action) : action.replaceAll('_', ' ')
}

/** Such as `#12: Fix the build`. */
function numbered(payload: Fields, member: string): string {
  const number = numberOf(memberAt(payload, `${member}.number`)) ?? numberOf(payload.number)
  const title = shorten(textAt(payload, `${member}.title`) ?? '', TITLE_CHARACTERS)
  return [number === undefined ? '' : `#${number}`, title].filter((part) => part !== '').join(': ')
}

function commentVerb(payload: Fields): string {
  const action = textOf(payload.action)
  return action === 'created' || action === undefined ? 'commented on' : `${actionOf(payload)} a comment on`
}

/** GitHub's comments on pull requests are comments on their issues. */
function nounOfComment(payload: Fields): string {
  return memberAt(payload, 'issue.pull_request') === undefined ? 'issue' : 'pull request'
}

function ending(payload: Fields, member: string): string {
  const conclusion = textAt(payload, `${member}.conclusion`) ?? 'completed'
  const words = Object.hasOwn(CONCLUSIONS, conclusion) ? CONCLUSIONS[conclusion] : `ended: ${conclusion}`
  const branch = textAt(payload, `${member}.head_branch`)
  return branch === undefined ? `${words}` : `${words} on ${branch}`
}
