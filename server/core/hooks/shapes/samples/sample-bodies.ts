import type { HookShape } from '#protocol/hook-shapes.ts'

type Sample = { type: string; body: string | object; headers?: Record<string, string> }

const TITLE = 'Test of a hook'
const TEXT = 'An operator sent this test from the dashboard.'
const ALERT = {
  status: 'firing',
  labels: { alertname: TITLE, instance: 'example:9090' },
  annotations: { summary: TEXT },
}
const GROUP = {
  ...{ status: 'firing', groupKey: 'test', receiver: 'aoi', groupLabels: { alertname: TITLE } },
  ...{ commonLabels: { alertname: TITLE }, commonAnnotations: {}, alerts: [ALERT] },
}

/** A request of each shape, as its products send one. `id` is another one for each sample. */
export function sampleBody(shape: HookShape, { id, at }: { id: string; at: string }): Sample {
  const json = (body: object, headers: Record<string, string> = {}): Sample => ({
    ...{ type: 'application/json', body, headers },
  })
  const SAMPLES: Readonly<Record<HookShape, () => Sample>> = {
    plain: () => ({ type: 'text/plain', body: TEXT, headers: { title: TITLE } }),
    ntfy: () => ({ type: 'text/plain', body: TEXT, headers: { title: TITLE } }),
    gotify: () => json({ title: TITLE, message: TEXT, priority: 5 }),
    pushover: () => json({ title: TITLE, message: TEXT, user: 'test' }),
    alertmanager: () => json({ version: '4', ...GROUP }),
    grafana: () => json({ version: '1', orgId: 1, ...GROUP }),
    github: () =>
      json(
        {
          action: 'opened',
          issue: { number: 1, title: TITLE, html_url: 'https://github.com/example/test/issues/1' },
          repository: { full_name: 'example/test', html_url: 'https://github.com/example/test' },
          sender: { login: 'octocat' },
        },
        { 'x-github-event': 'issues', 'x-github-delivery': id },
      ),
    cloudevents: () => ({
      type: 'application/cloudevents+json',
      body: {
        ...{ specversion: '1.0', id, source: '/test', type: 'com.example.test', time: at },
        data: { title: TITLE, message: TEXT },
      },
    }),
    json: () => json({ title: TITLE, message: TEXT }),
  }
  return SAMPLES[shape]()
}
