import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { HOOK_SETTINGS, hookRequest, readMessage, readRefusal } from '#server/testing/hook-requests.ts'
import { github } from './github.ts'

const REPOSITORY = { full_name: 'octo/hello', html_url: 'https://github.com/octo/hello' }
const SENDER = { login: 'octocat' }
const ISSUE = { number: 7, title: 'It fails', html_url: 'https://github.com/octo/hello/issues/7' }
const RUN = { id: 30_433_642, name: 'CI', head_branch: 'main', conclusion: 'failure' }
const commit = (message: string) => ({ id: 'a1', message })

function textOf(event: string, payload: object): string | undefined {
  const body = { repository: REPOSITORY, sender: SENDER, ...payload }
  return readMessage(github, { body, headers: { 'X-GitHub-Event': event } }).display.body
}

test.each([
  [
    'push',
    { ref: 'refs/heads/main', commits: [commit('Fix it\n\nLong'), commit('Test it')] },
    'octocat pushed 2 commits to main\nFix it\nTest it',
  ],
  [
    'push',
    { ref: 'refs/heads/x', forced: true, commits: [commit('A')] },
    'octocat force-pushed 1 commit to x\nA',
  ],
  ['push', { ref: 'refs/tags/v1', created: true, commits: [] }, 'octocat created tag v1'],
  ['push', { ref: 'refs/heads/x', deleted: true, commits: [] }, 'octocat deleted branch x'],
  ['pull_request', { action: 'opened', pull_request: ISSUE }, 'octocat opened pull request #7: It fails'],
  [
    'pull_request',
    { action: 'closed', pull_request: { ...ISSUE, merged: true } },
    'octocat merged pull request #7: It fails',
  ],
  ['issues', { action: 'closed', issue: ISSUE }, 'octocat closed issue #7: It fails'],
  [
    'issue_comment',
    { action: 'created', issue: ISSUE, comment: { body: 'Me too' } },
    'octocat commented on issue #7: It fails\nMe too',
  ],
  [
    'issue_comment',
    { action: 'edited', issue: { ...ISSUE, pull_request: {} }, comment: {} },
    'octocat edited a comment on pull request #7: It fails',
  ],
  [
    'release',
    { action: 'published', release: { tag_name: 'v1.0', name: 'First' } },
    'octocat published release v1.0\nFirst',
  ],
  ['workflow_run', { action: 'completed', workflow_run: RUN }, 'Workflow CI failed on main'],
  [
    'check_suite',
    { action: 'completed', check_suite: { app: { name: 'Lint' }, conclusion: 'success' } },
    'Check suite Lint succeeded',
  ],
  ['star', { action: 'created' }, 'octocat starred the repository'],
  ['star', { action: 'deleted' }, 'octocat removed a star'],
  ['fork', { forkee: { full_name: 'hubot/hello' } }, 'octocat forked the repository to hubot/hello'],
  ['create', { ref_type: 'branch', ref: 'x' }, 'octocat created branch x'],
  ['deployment_status', { action: 'created' }, 'octocat: deployment status created'],
  ['constructor', {}, 'octocat: constructor'],
])('%s %j is a sentence', (event, payload, text) => {
  expect(textOf(event, payload)).toBe(text)
})

test('a notification has the repository as title, opens the page, and is made once for each delivery', () => {
  const headers = { 'X-GitHub-Event': 'issues', 'X-GitHub-Delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' }
  const body = { action: 'opened', issue: ISSUE, repository: REPOSITORY, sender: SENDER }
  const message = readMessage(github, { body, headers })
  expect(message.display).toMatchObject({ title: 'octo/hello', navigate: ISSUE.html_url })
  expect(message.idempotencyKey).toMatch(/^[\w-]{43}$/)
  expect(readMessage(github, { body, headers }).idempotencyKey).toBe(message.idempotencyKey)
})

test('a push of many commits shows five and counts the others', () => {
  const commits = Array.from({ length: 20 }, (_, index) => commit(`Commit ${index}`))
  expect(textOf('push', { ref: 'refs/heads/main', commits })?.split('\n').slice(-2)).toEqual([
    'Commit 4',
    'and 15 more',
  ])
})

test('a long comment ends with an ellipsis, beside its link', () => {
  const comment = { body: '🔥'.repeat(30_000), html_url: 'https://github.com/c' }
  expect(textOf('issue_comment', { action: 'created', issue: ISSUE, comment })).toMatch(/…$/)
})

test('a run makes a notification when it is completed, under one topic', () => {
  const read = (action: string) =>
    github.read(
      hookRequest({ body: { action, workflow_run: RUN }, headers: { 'X-GitHub-Event': 'workflow_run' } }),
      HOOK_SETTINGS,
    )
  expect(read('in_progress')).toMatchObject({ kind: 'nothing' })
  expect(read('completed')).toMatchObject({ message: { topic: 'workflow_run-30433642' } })
})

test('a ping is answered and makes no notification', () => {
  const request = hookRequest({ body: { zen: 'Keep it simple.' }, headers: { 'X-GitHub-Event': 'ping' } })
  expect(github.read(request, HOOK_SETTINGS)).toMatchObject({ kind: 'nothing' })
  expect(github.nothing('The ping has arrived.')).toEqual({
    status: 200,
    body: { code: '200', desc: 'The ping has arrived.' },
  })
})

test('Gitea names its own headers, and a form carries JSON', () => {
  const payload = JSON.stringify({ action: 'opened', issue: ISSUE, sender: SENDER, repository: REPOSITORY })
  const { display } = readMessage(github, {
    body: new URLSearchParams({ payload }).toString(),
    headers: { 'X-Gitea-Event': 'issues', 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(display.body).toBe('octocat opened issue #7: It fails')
})

/** The example of GitHub's documentation. */
test('the signature of the documentation is right', () => {
  const headers = {
    'X-GitHub-Event': 'ping',
    'X-Hub-Signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  }
  const settings = { ...HOOK_SETTINGS, signingSecret: "It's a Secret to Everybody" }
  const request = hookRequest({ body: 'Hello, World!', headers })
  expect(github.read(request, settings)).toMatchObject({ kind: 'nothing' })
})

test('with a signing secret, a request without the right signature is refused', () => {
  const body = JSON.stringify({ action: 'created', sender: SENDER })
  const sign = (data: string) => createHmac('sha256', 's3cret').update(data).digest('hex')
  const settings = { signingSecret: 's3cret' }
  const event = { 'X-GitHub-Event': 'star' }
  const right = { ...event, 'X-Gitea-Signature': sign(body) }
  expect(readMessage(github, { body, headers: right }, settings).display.body).toContain('starred')
  for (const headers of [
    event,
    { ...event, 'X-Hub-Signature-256': `sha256=${sign(`${body} `)}` },
    { ...event, 'X-Hub-Signature': `sha1=${sign(body).slice(0, 40)}` },
    { ...event, 'X-Hub-Signature-256': 'sha256=zz' },
  ]) {
    const error = readRefusal(github, { body, headers }, settings)
    expect(error).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('X-Hub-Signature-256'),
    })
    expect(github.refused(error).status).toBe(401)
  }
})

test.each([
  ['a request without its event', { body: {} }, 'X-GitHub-Event'],
  ['a body that is no JSON', { body: 'x', headers: { 'X-GitHub-Event': 'push' } }, 'the body'],
  [
    'a form without JSON',
    {
      body: 'a=b',
      headers: { 'X-GitHub-Event': 'push', 'content-type': 'application/x-www-form-urlencoded' },
    },
    'payload',
  ],
])('%s is refused', (_, input, text) => {
  expect(readRefusal(github, input)).toMatchObject({
    code: 'invalid',
    message: expect.stringContaining(text),
  })
})
